import { dirname } from "node:path";
import type { Plugin } from "esbuild";

/** Bundles the library for regular expressions so that it runs only when a regular expression is first read. `name`: the module to require. */
export function lazyRe2(name: string): Plugin {
  return {
    name: "lazy-re2",
    setup(build) {
      build.onLoad({ filter: /[\\/]regular-expressions[\\/]load-re2\.ts$/ }, ({ path }) => ({
        contents: `export function loadRe2() { return require("${name}"); }`,
        resolveDir: dirname(path),
        loader: "js",
      }));
    },
  };
}
