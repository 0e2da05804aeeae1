import { readRe2 } from "../../regular-expressions/re2.ts";
import type { Fields } from "./fields.ts";

/** Of a VirtualService: exact, prefix, or a regular expression that must match the whole value. */
export type StringMatch = (value: string) => boolean;

export function readStringMatch(above: Fields, key: string): StringMatch {
  const match = above.fields(key).only("exact", "prefix", "regex");
  const [kind, ...more] = match.keys();
  if (kind === undefined || more.length > 0) match.fail(undefined, "exactly one of exact, prefix and regex is expected here");
  const wanted = match.text(kind ?? "");
  if (kind === "exact") return (value) => value === wanted;
  if (kind === "prefix") return (value) => value.startsWith(wanted);
  const regex = readRe2(wanted);
  return typeof regex === "string" ? match.fail("regex", `this regular expression ${regex}`) : regex.matches;
}
