import type { MatchEntry, StringMatchEntry } from "../1-load/federation-file.ts";

/** Whether a route with the match `wide` certainly takes every call of one with `narrow`. A route without a match takes every call. */
export function takesAllOf(wide: MatchEntry | undefined, narrow: MatchEntry | undefined): boolean {
  return (
    pathCovers(wide?.path, narrow?.path) && methodsCover(wide?.methods, narrow?.methods) && headersCover(wide?.headers, narrow?.headers)
  );
}

function pathCovers(wide: StringMatchEntry | undefined, narrow: StringMatchEntry | undefined): boolean {
  return wide === undefined || wide.prefix === "/" || wide.regex === ".*" || (narrow !== undefined && textCovers(wide, narrow));
}

function methodsCover(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  return wide === undefined || (narrow?.every((method) => wide.includes(method)) ?? false);
}

/** A header that is matched must be present, so even `.*` limits a route. */
function headersCover(wide: MatchEntry["headers"], narrow: MatchEntry["headers"]): boolean {
  return Object.entries(wide ?? {}).every(([name, match]) => {
    const other = narrow?.[name];
    return other !== undefined && (match.regex === ".*" || textCovers(match, other));
  });
}

/** A regular expression only covers an equal one. */
function textCovers(wide: StringMatchEntry, narrow: StringMatchEntry): boolean {
  const { exact, prefix, regex } = wide;
  if (exact !== undefined) return narrow.exact === exact;
  if (regex !== undefined) return narrow.regex === regex;
  return prefix !== undefined && (narrow.exact ?? narrow.prefix ?? "").startsWith(prefix);
}
