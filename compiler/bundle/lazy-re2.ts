import { dirname } from "node:path";
import type { Plugin } from "esbuild";

/** Bundles the library for regular expressions so that it runs on its first use. */
export function lazyRe2(): Plugin {
  return {
    name: "lazy-re2",
    setup(build) {
      build.onLoad({ filter: /[\\/]regular-expressions[\\/]load-re2\.ts$/ }, ({ path }) => ({
        contents: 'export function loadRe2() { return require("re2js"); }',
        resolveDir: dirname(path),
        loader: "js",
      }));
    },
  };
}
