import type { RouteEntry, StringMatchEntry } from "../../../1-load/federation-file.ts";
import { readRe2 } from "../../../regular-expressions/re2.ts";
import { error, warning } from "../../rule.ts";

export const regexSyntax = error("FED357", "regular expression that Envoy cannot read", {
  finds: `\
A regular expression is not valid in RE2, or it exceeds Envoy's limits: it
repeats more than 1000 times, takes more than 32768 steps, or escapes a
character beyond \\x{FF}, since Envoy compares bytes.`,
  why: `\
RE2 takes the same time for any text, and therefore has no look-ahead and
look-behind, back references, atomic groups, possessive repetitions or \\Z. A
proxy refuses the whole configuration that has such an expression, so no later
change takes effect there.`,
  wrongLead: `Wrong: everything but v1.`,
  wrong: `headers: { version: { regex: "(?!v1).*" } }`,
  rightLead: `Right: two routes, the first one for v1.`,
  right: `\
- match: { headers: { version: { exact: v1 } } }
  to: [{ local: {} }]
- to: [{ cluster: cluster2 }]`,
  remark: `The syntax: https://github.com/google/re2/wiki/Syntax`,
  check({ routes, at, report }) {
    for (const match of writtenRegexes(routes)) {
      const read = readRe2(match.regex);
      if (typeof read === "string")
        report({
          at: at.value(match, "regex"),
          message: `this regular expression ${read}`,
          help: "write it in the syntax of RE2, or with `exact`, `prefix` or several routes",
        });
    }
  },
});

export const regexAnchor = warning("FED381", "superfluous anchor in a regular expression", {
  finds: `A regular expression begins with "^" or ends with "$".`,
  why: `\
Istio compares it with the whole value, or with the whole path without the
query, so the anchors add nothing. They suggest to readers that without them a
part of the text would match, which is never so.`,
  wrong: `path: { regex: "^/reviews/[0-9]+$" }`,
  right: `path: { regex: "/reviews/[0-9]+" }`,
  remark: `\
and if a part of the path is enough:

  path: { regex: ".*/reviews/.*" }`,
  check({ routes, at, report }) {
    for (const match of writtenRegexes(routes)) {
      const anchors = [...(match.regex.startsWith("^") ? ["`^`"] : []), ...(/(?:^|[^\\])(?:\\\\)*\$$/.test(match.regex) ? ["`$`"] : [])];
      if (anchors.length > 0)
        report({
          at: at.value(match, "regex"),
          message: `a regular expression matches the whole text, so ${anchors.join(" and ")} ${anchors.length > 1 ? "add" : "adds"} nothing`,
          help: "leave it out; if a part of the text is enough, write `.*` around it",
        });
    }
  },
});

function writtenRegexes(routes: readonly RouteEntry[]): readonly (StringMatchEntry & { readonly regex: string })[] {
  const matches = routes.flatMap(({ match }) => [match?.path ?? [], Object.values(match?.headers ?? {})].flat());
  return matches.filter((match): match is StringMatchEntry & { readonly regex: string } => match.regex !== undefined);
}
