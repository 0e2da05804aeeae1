import type { BuildOptions } from "esbuild";
import { compiledModules } from "./compiled-modules.ts";

/** The options that every bundle of fedc shares. `separate`: whether libraries that few runs need lie beside the bundle, not in it. */
export function bundleOptions(root: string, separate = false) {
  return {
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // The same library as ES modules: esbuild wraps CommonJS in functions, whose bodies are parsed twice.
    alias: { yaml: `${root}node_modules/yaml/browser/index.js` },
    // Some libraries load Node's own modules by `require`, which ES modules do not have.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    // Identifiers stay, so that the stack in a bug report can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    plugins: [compiledModules(separate)],
  } satisfies BuildOptions;
}
