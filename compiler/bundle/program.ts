import { basename } from "node:path";
import { build, type Metafile, transform } from "esbuild";
import { bundleOptions } from "./bundle-options.ts";

/** The files of the program by name, and what they are made of. */
export interface Program {
  readonly files: ReadonlyMap<string, string>;
  readonly metafiles: readonly Metafile[];
}

/** The `package.json` of the folder in which the program's folder lies: fedc's own says that its files are ES modules. */
export const programPackage = '{ "type": "commonjs" }\n';

/**
 * Makes the program. The same sources give the same bytes. The two libraries are files of their own, since phases that are synchronous cannot wait
 * for `import`.
 */
export async function makeProgram(root: string): Promise<Program> {
  const target = { outdir: "dist/cli", write: false } as const;
  const libraries = await build({
    ...bundleOptions(root),
    ...target,
    format: "cjs",
    banner: {},
    entryPoints: { re2js: "re2js", yaml: "yaml" },
    outExtension: { ".js": ".cjs" },
  });
  const chunks = await build({
    ...bundleOptions(root, true),
    ...target,
    banner: {},
    external: ["./re2js.cjs", "./yaml.cjs"],
    define: { "import.meta.url": "importMetaUrl" },
    inject: [`${root}compiler/bundle/import-meta-url.ts`],
    entryPoints: { main: "compiler/cli/main.ts" },
    splitting: true,
    chunkNames: "[name]-[hash]",
  });
  const files = new Map(libraries.outputFiles.map(({ path, text }) => [basename(path), text]));
  for (const { path, text } of chunks.outputFiles) files.set(basename(path), await asCommonJs(text));
  return { files, metafiles: [libraries.metafile, chunks.metafile] };
}

/** esbuild splits only ES modules into chunks, but Node starts CommonJS faster: a short run saves a tenth of its time. */
async function asCommonJs(text: string): Promise<string> {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    supported: { "dynamic-import": false },
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return code;
}
