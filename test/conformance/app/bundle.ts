import { join } from "node:path";
import { build } from "esbuild";
import { state, suite } from "../machine/paths.ts";

const folder = join(state, "programs");
const programs = ["server", "client", "steady"] as const;

/** Makes one plain file of each program that runs in pods: it starts three times as fast as by way of tsx. */
export async function bundlePrograms(): Promise<void> {
  await build({
    entryPoints: programs.map((name) => join(suite, "app", `${name}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
}

/** `server` is the application of pods, `client` makes their calls, `steady` makes them over and over. */
export function bundledProgram(name: (typeof programs)[number]): string {
  return join(folder, `${name}.mjs`);
}
