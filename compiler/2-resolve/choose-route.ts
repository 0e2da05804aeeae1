import type { MatchEntry, StringMatchEntry } from "../1-load/federation-file.ts";
import { matchesWhole } from "../regular-expressions/re2.ts";
import type { Route } from "./federation.ts";

/** The parts of a request that routes match. */
export interface RoutedRequest {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The first route that matches a request; without a request (tcp), the first route. */
export function chooseRoute(routes: readonly Route[], request: RoutedRequest | undefined): Route | undefined {
  return request ? routes.find(({ match }) => matches(match, request)) : routes[0];
}

export function matches(match: MatchEntry | undefined, { method, path, headers }: RoutedRequest): boolean {
  if (match?.path && !matchesText(match.path, path.split("?", 1)[0])) return false;
  if (match?.methods && !match.methods.includes(method)) return false;
  return Object.entries(match?.headers ?? {}).every(([name, expected]) => matchesText(expected, headers[name.toLowerCase()]));
}

function matchesText({ exact, prefix, regex }: StringMatchEntry, text: string | undefined): boolean {
  if (text === undefined) return false;
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  return regex === undefined || matchesWhole(regex, text);
}
