import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeProgram, programPackage } from "../../../compiler/bundle/program.ts";
import { repository, state } from "../machine/paths.ts";

const folder = join(state, "fedc");
const main = join(folder, "main.js");

/** Bundles fedc's sources as `npm run build` does: by way of tsx it takes seven times as much processor time, at every wave. */
export async function bundleFedc(): Promise<void> {
  const { files } = await makeProgram(repository);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "package.json"), programPackage);
}

/** The command that runs fedc: the bundle if there is one. */
export function fedcCommand(): readonly string[] {
  if (existsSync(main)) return [process.execPath, main];
  return [process.execPath, "--import", import.meta.resolve("tsx"), join(repository, "compiler/cli/main.ts")];
}
