import { re2Problem } from "../re2-syntax.ts";
import type { Rule } from "../rule.ts";
import { writtenRegexes } from "../written-regexes.ts";

/** Envoy can read every regular expression. */
export const regexSyntax: Rule = {
  code: "FED357",
  severity: "error",
  title: "regular expression that Envoy cannot read",
  explain: `\
Envoy reads regular expressions with RE2, which takes the same time for whatever
text comes and therefore leaves some things out: look-ahead and look-behind,
back references, atomic groups and possessive repetitions, and \\Z. A proxy
refuses a configuration with such an expression as a whole, so that nothing that
was changed since takes effect there.

Wrong: everything but v1.

  headers: { version: { regex: "(?!v1).*" } }

Right: two routes, the first one for v1.

  - match: { headers: { version: { exact: v1 } } }
    to: [{ local: {} }]
  - to: [{ cluster: cluster2 }]

The syntax: https://github.com/google/re2/wiki/Syntax
`,
  check({ file, at, report }) {
    for (const match of writtenRegexes(file)) {
      const problem = re2Problem(match.regex);
      if (problem !== undefined)
        report({
          at: at.value(match, "regex"),
          message: `this regular expression ${problem}`,
          help: "write it in the syntax of RE2, or with `exact`, `prefix` or several routes",
        });
    }
  },
};
