import type { MatchEntry, StringMatchEntry } from "../1-load/federation-file.ts";
import { matchesWhole } from "../regular-expressions/re2.ts";
import type { Route } from "./federation.ts";

/** What routes look at. */
export interface RoutedRequest {
  readonly method: string;
  /** With its query if it has one. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The first route that a call matches; of a tcp connection, the first. */
export function chooseRoute(routes: readonly Route[], request: RoutedRequest | undefined): Route | undefined {
  return request ? routes.find(({ match }) => matches(match, request)) : routes[0];
}

/** Whether a request is what a route's match wants. */
export function matches(match: MatchEntry | undefined, { method, path, headers }: RoutedRequest): boolean {
  if (match?.path && !matchesText(match.path, path.split("?", 1)[0])) return false;
  if (match?.methods && !match.methods.includes(method)) return false;
  return Object.entries(match?.headers ?? {}).every(([name, wanted]) => matchesText(wanted, headers[name.toLowerCase()]));
}

function matchesText({ exact, prefix, regex }: StringMatchEntry, text: string | undefined): boolean {
  if (text === undefined) return false;
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  return regex === undefined || matchesWhole(regex, text);
}
