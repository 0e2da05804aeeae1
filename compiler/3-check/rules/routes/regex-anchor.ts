import type { Rule } from "../../rule.ts";
import { writtenRegexes } from "../../written-regexes.ts";

/** No regular expression says what holds anyway. */
export const regexAnchor: Rule = {
  code: "FED381",
  severity: "warning",
  title: "superfluous anchor in a regular expression",
  finds: `\
A regular expression is compared with the whole value, or the whole path without
the query, so "^" at the beginning and "$" at the end add nothing.`,
  why: `\
Who writes
them often believes that without them a part would do; it never does.`,
  example: `\
Wrong:

  path: { regex: "^/reviews/[0-9]+$" }

Right:

  path: { regex: "/reviews/[0-9]+" }

and where a part is to do:

  path: { regex: ".*/reviews/.*" }`,
  check({ file, at, report }) {
    for (const match of writtenRegexes(file)) {
      const anchors = [...(match.regex.startsWith("^") ? ["`^`"] : []), ...(/(?:^|[^\\])(?:\\\\)*\$$/.test(match.regex) ? ["`$`"] : [])];
      if (anchors.length > 0)
        report({
          at: at.value(match, "regex"),
          message: `a regular expression matches the whole text, so ${anchors.join(" and ")} ${anchors.length > 1 ? "add" : "adds"} nothing`,
          help: "leave it out; where a part of the text is to do, write `.*` around it",
        });
    }
  },
};
