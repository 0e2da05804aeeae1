import { readRe2 } from "../../../regular-expressions/re2.ts";
import type { Rule } from "../../rule.ts";
import { writtenRegexes } from "../../written-regexes.ts";

/** Envoy can read every regular expression. */
export const regexSyntax: Rule = {
  code: "FED357",
  severity: "error",
  title: "regular expression that Envoy cannot read",
  finds: `\
Envoy reads regular expressions with RE2, which takes the same time for whatever
text comes and therefore leaves some things out: look-ahead and look-behind,
back references, atomic groups and possessive repetitions, and \\Z.`,
  why: `\
A proxy
refuses a configuration with such an expression as a whole, so that nothing that
was changed since takes effect there. So it does with one that repeats more than
1000 times, or that takes more than 32768 steps, and with an escape of a
character beyond \\x{FF}: Envoy compares bytes.`,
  example: `\
Wrong: everything but v1.

  headers: { version: { regex: "(?!v1).*" } }

Right: two routes, the first one for v1.

  - match: { headers: { version: { exact: v1 } } }
    to: [{ local: {} }]
  - to: [{ cluster: cluster2 }]

The syntax: https://github.com/google/re2/wiki/Syntax`,
  check({ file, at, report }) {
    for (const match of writtenRegexes(file)) {
      const read = readRe2(match.regex);
      if (typeof read === "string")
        report({
          at: at.value(match, "regex"),
          message: `this regular expression ${read}`,
          help: "write it in the syntax of RE2, or with `exact`, `prefix` or several routes",
        });
    }
  },
};
