/** Test files as plain modules: a process starts on them in half the time that a loader takes, and there is one for each file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./fedc.ts";

/** The module of each test file, in the same order. They go when the process ends. */
export async function compiledTests(files: readonly string[]): Promise<readonly string[]> {
  // Below node_modules, so that packages are found from there.
  const parent = join(root, "node_modules/.cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "fedc-tests-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: [...files],
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    sourcemap: true,
    sourcesContent: false,
    logLevel: "error",
    plugins: [
      {
        name: "places of sources",
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({ loader: "ts", contents: withPlace(readFileSync(path, "utf8"), path) })),
      },
    ],
  });
  return files.map((file) => join(folder, basename(file).replace(/\.ts$/, ".mjs")));
}

/** Says where the source is, not where its module is: tests find their data from there. */
function withPlace(text: string, path: string): string {
  const places: Readonly<Record<string, string>> = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
  return text.replace(/(?<!")\bimport\.meta\.(url|dirname|filename)\b/g, (_, name) => JSON.stringify(places[name]));
}
