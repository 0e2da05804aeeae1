import { requiredCallsCount } from "../../../2-resolve/required-calls.ts";
import { error } from "../../rule.ts";

/** Each is compared with the grants on its own, which takes some microseconds. */
const maxRequired = 100_000;

export const assertionSize = error("FED463", "assertions that require too many calls", {
  finds: `\
The "always" of a file require more than 100,000 calls. The lists of one
multiply: each cluster under "from" that uses a service, by each service, each
cluster under "at", each caller, each method and each path is a call.`,
  why: `\
Every one of them is compared with the grants, in every build. A few long lists
would make a build take hours.`,
  wrongLead: `Wrong, where 900 uses of services make 450,000 calls of it:`,
  wrong: `\
- always:
    from: any
    to: any
    method: [GET, HEAD]
    path: [/api/v1/a, /api/v1/b, ...]   # 250 paths`,
  rightLead: `Right, if whole prefixes are granted anyway:`,
  right: `\
- always: { from: any, to: any, method: [GET, HEAD], path: /api/v1/* }`,
  remark: `\
Without "caller" every listed caller is meant, and without "method" or "path"
every one of them, each at the price of a single one. A "never" does not have
this limit: its lists do not multiply.`,
  check({ federation, at, report }) {
    let before = 0;
    for (const assertion of federation.assertions) {
      if (assertion.kind === "never") continue;
      const own = requiredCallsCount(assertion, federation);
      if (before + own > maxRequired) {
        const others = before === 0 ? "" : `, and those above it ${before.toLocaleString("en")}`;
        report({
          at: at.value(assertion.written, "to"),
          message: `this \`always\` requires ${own.toLocaleString("en")} calls${others}, but a file may require ${maxRequired.toLocaleString("en")} in all`,
          help: "shorten its longest list: assert a prefix instead of its paths, a group that matters instead of `any`, or every caller by leaving out `caller`",
        });
        return;
      }
      before += own;
    }
  },
});
