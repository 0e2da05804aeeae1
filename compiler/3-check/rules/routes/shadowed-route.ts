import type { MatchEntry, StringMatchEntry } from "../../../1-load/federation-file.ts";
import { routePlace } from "../../../2-resolve/written-places.ts";
import { error } from "../../rule.ts";

export const shadowedRoute = error("FED340", "route that no call reaches", {
  finds: `A route comes after one that takes the same calls, or more.`,
  why: `\
Routes are tried in their order, and the first one that matches a call takes it.
The later route is therefore never used. Istio accepts it and says nothing.`,
  wrongLead: `Wrong: a value that is "jason" also begins with "j".`,
  wrong: `\
routes:
  - match: { headers: { end-user: { prefix: j } } }
    to: [{ cluster: cluster2 }]
  - match: { headers: { end-user: { exact: jason } } }
    to: [{ cluster: cluster3 }]
  - to: [{ local: {} }]`,
  rightLead: `Right: the narrower route first, and the one without "match" last.`,
  right: `\
routes:
  - match: { headers: { end-user: { exact: jason } } }
    to: [{ cluster: cluster3 }]
  - match: { headers: { end-user: { prefix: j } } }
    to: [{ cluster: cluster2 }]
  - to: [{ local: {} }]`,
  check({ consumes, at, report }) {
    for (const { entry } of consumes) {
      const routes = entry.routes ?? [];
      for (const [index, route] of routes.entries()) {
        const earlier = routes.find((other, i) => i < index && takesAllOf(other.match, route.match));
        if (!earlier) continue;
        report({
          at: routePlace(at, route),
          message: "no call reaches this route: one before it takes all of its calls",
          related: { at: routePlace(at, earlier), message: earlier.match ? "takes them" : "takes every call, having no `match`" },
          help: "put the narrower route first, or leave this one out",
        });
      }
    }
  },
});

/** Whether a route with `wide` certainly takes every call that one with `narrow` would. A route without a match takes every call. */
function takesAllOf({ path, methods, headers = {} }: MatchEntry = {}, narrow: MatchEntry = {}): boolean {
  return (
    (path === undefined || path.prefix === "/" || path.regex === ".*" || textCovers(path, narrow.path)) &&
    (methods === undefined || (narrow.methods?.every((method) => methods.includes(method)) ?? false)) &&
    // A header that is matched must be present, so even `.*` limits a route.
    Object.entries(headers).every(([name, match]) => textCovers(match, narrow.headers?.[name]))
  );
}

/** Whether each text that `narrow` matches certainly matches the other, too. Regular expressions are compared by their text. */
function textCovers({ exact, prefix, regex }: StringMatchEntry, narrow: StringMatchEntry | undefined): boolean {
  if (!narrow) return false;
  if (exact !== undefined) return narrow.exact === exact;
  if (regex !== undefined) return regex === ".*" || narrow.regex === regex;
  return prefix !== undefined && (narrow.exact ?? narrow.prefix ?? "").startsWith(prefix);
}
