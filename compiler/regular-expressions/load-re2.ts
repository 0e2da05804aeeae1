import { createRequire } from "node:module";

type Re2Js = typeof import("re2js");

const require = createRequire(import.meta.url);

/** The library, once something needs it: most files have no regular expression. The bundle has its own way of that in place of this module. */
export function loadRe2(): Re2Js {
  return require("re2js");
}
