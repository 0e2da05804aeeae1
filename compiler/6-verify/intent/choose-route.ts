import type { MatchEntry, StringMatchEntry } from "../../1-load/federation-file.ts";
import type { Route } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../call.ts";
import { triedRegex } from "../tried-regex.ts";
import { pathOf } from "./granted-request.ts";

/** The first route that a call matches; `unclear` where a regular expression before it is none that can be tried here. */
export function chooseRoute(routes: readonly Route[], request: HttpRequest | undefined): Route | "unclear" | undefined {
  for (const route of routes) {
    const matched = request === undefined || matches(route.match, request);
    if (matched === "unclear") return "unclear";
    if (matched) return route;
  }
  return undefined;
}

function matches(match: MatchEntry | undefined, request: HttpRequest): boolean | "unclear" {
  const { headers = {}, path, methods } = match ?? {};
  const parts = Object.entries(headers).map(([name, value]) => matchesText(value, request.headers[name.toLowerCase()]));
  if (path) parts.push(matchesText(path, pathOf(request)));
  if (methods) parts.push(methods.includes(request.method));
  if (parts.includes(false)) return false;
  return parts.includes("unclear") ? "unclear" : true;
}

function matchesText({ exact, prefix, regex }: StringMatchEntry, text: string | undefined): boolean | "unclear" {
  if (text === undefined) return false;
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  return regex === undefined || matchesRegex(regex, text);
}

function matchesRegex(regex: string, text: string): boolean | "unclear" {
  return triedRegex(regex)?.(text) ?? "unclear";
}
