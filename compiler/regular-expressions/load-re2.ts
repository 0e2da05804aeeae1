import { createRequire } from "node:module";

type Re2Js = typeof import("re2js");

const require = createRequire(import.meta.url);

/** Loads the library when a regular expression is first read, since most files have none. `bundle/compiled-modules.ts` replaces this module. */
export function loadRe2(): Re2Js {
  return require("re2js");
}
