import { dirname } from "node:path";
import type { Plugin } from "esbuild";

/** Puts the library for regular expressions into the bundle in such a way that it is run when it is first asked for. */
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
