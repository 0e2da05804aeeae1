import type { MatchEntry, StringMatchEntry } from "../1-load/federation-file.ts";

/** Which calls a route takes: `header end-user is jason and path begins with /items/`. */
export function matchText({ headers = {}, path, methods }: MatchEntry): string {
  return [
    ...Object.entries(headers).map(([name, match]) => `header ${name} ${text(match)}`),
    ...(path ? [`path ${text(path)}`] : []),
    ...(methods ? [`method ${methods.join(" or ")}`] : []),
  ].join(" and ");
}

function text({ exact, prefix, regex }: StringMatchEntry): string {
  if (exact !== undefined) return `is ${exact}`;
  return prefix !== undefined ? `begins with ${prefix}` : `matches ${regex ?? ""}`;
}
