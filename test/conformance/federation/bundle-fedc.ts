import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleOptions } from "../../../compiler/bundle/bundle-options.ts";
import { repository, state } from "../machine/paths.ts";

const folder = join(state, "fedc");
const main = join(folder, "main.js");

/** Bundles fedc's sources as `npm run build` does: by way of tsx it takes seven times as much processor time, at every wave. */
export async function bundleFedc(): Promise<void> {
  const root = repository;
  const written = { outdir: folder, logLevel: "error" } as const;
  const re2 = { entryPoints: { re2js: "re2js" }, outExtension: { ".js": ".cjs" } };
  await build({ ...bundleOptions(root), format: "cjs", banner: {}, ...re2, ...written });
  const cli = { entryPoints: { main: "compiler/cli/main.ts" }, splitting: true, chunkNames: "[name]-[hash]" };
  await build({ ...bundleOptions(root, "./re2js.cjs"), external: ["./re2js.cjs"], ...cli, ...written });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
}

/** The command that runs fedc: the bundle if there is one. */
export function fedcCommand(): readonly string[] {
  if (existsSync(main)) return [process.execPath, main];
  return [process.execPath, "--import", import.meta.resolve("tsx"), join(repository, "compiler/cli/main.ts")];
}
