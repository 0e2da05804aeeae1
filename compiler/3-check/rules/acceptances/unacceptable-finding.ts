import { error } from "../../rule.ts";

export const unacceptableFinding = error("FED461", "finding that cannot be accepted", {
  finds: `\
An entry under "accept" names a code that is not a warning or a note about the
file: an error, a code that does not exist, or FED462, which is about "accept".`,
  why: `\
An error stops the build because the output would be wrong, and no reason in the
file changes that. A code that does not exist accepts nothing, so the entry only
looks as if somebody had read a warning.`,
  wrong: `\
accept:
  - { finding: FED307, at: services.ratings, because: it comes later }`,
  right: `\
services:
  ratings:
    expose:
      cluster2:
        allow: { cluster1: { methods: [GET], inactive: it comes later } }`,
  check({ file, severities, at, report }) {
    for (const entry of file.accept ?? []) {
      const { finding: code } = entry;
      const severity = severities.get(code);
      const isOwn = code === "FED462";
      if (!isOwn && (severity === "warning" || severity === "note")) continue;
      report({
        at: at.value(entry, "finding"),
        message: isOwn
          ? "`FED462` is about `accept` itself, so it cannot be accepted"
          : severity === "error"
            ? `\`${code}\` is an error, and only warnings and notes can be accepted`
            : `\`${code}\` is not a warning or a note about this file`,
        help: isOwn
          ? "remove the entry that it is about"
          : severity === "error"
            ? `correct what it is about: \`fedc explain ${code}\` tells more`
            : "`fedc explain` lists the codes",
      });
    }
  },
});
