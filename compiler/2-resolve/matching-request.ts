import type { MatchEntry, StringMatchEntry } from "../1-load/federation-file.ts";
import { matchingText } from "../regular-expressions/matching-text.ts";
import { matches, type RoutedRequest } from "./choose-route.ts";

/** Changes a request so that it matches a route. Undefined if no text is found that a regular expression of the match accepts. */
export function matching<Request extends RoutedRequest>(request: Request, match: MatchEntry | undefined): Request | undefined {
  const { headers = {}, path, methods } = match ?? {};
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), textOf(value, "")] as const);
  const method = methods && !methods.includes(request.method) ? methods[0] : request.method;
  const newPath = path && !matches({ path }, request) ? textOf(path, "/") : request.path;
  if (method === undefined || newPath === undefined || texts.some(([, text]) => text === undefined)) return undefined;
  return { ...request, method, path: newPath, headers: { ...request.headers, ...Object.fromEntries(texts) } };
}

function textOf({ exact, prefix, regex = "" }: StringMatchEntry, start: string): string | undefined {
  return exact ?? (prefix === undefined ? matchingText(regex, start) : `${prefix}probe`);
}
