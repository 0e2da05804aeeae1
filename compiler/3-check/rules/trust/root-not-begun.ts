import { rootPlace } from "../../../2-resolve/written-places.ts";
import { atTime } from "../../reference-time.ts";
import { rootsInForce } from "../../roots-in-force.ts";
import type { Rule } from "../../rule.ts";
import { graceOfRoots } from "./root-expired.ts";

/** Clocks of those who make roots and of those who check them differ by no more. */
const skew = 3_600_000;

/** A root that grants rely on and that begins later. */
export const rootNotBegun: Rule = {
  code: "FED440",
  severity: "warning",
  title: "root that begins later",
  finds: `\
No proxy believes a certificate below a root before the root's first day.`,
  why: `\
One
that is "incoming" may be in the file by then, so that everyone trusts it in
time; it must not sign before. One that is "active" signs today: what begins
within a day is told here, since a build is not in force at once, and what
begins later is refused (FED362). Clocks may differ by an hour.`,
  example: `\
Wrong, while trust/2027.pem is not valid yet: the third build of a rotation.

  example-ca:
    - { file: trust/2027.pem }

Right: wait with the next step until it has begun.

  example-ca:
    - { file: trust/2026.pem }
    - { file: trust/2027.pem, state: incoming }`,
  check({ federation, at, time, report }) {
    const { now } = time;
    for (const [root, cluster] of rootsInForce(federation))
      for (const { state, certificates, written } of root.items)
        for (const { notBefore } of certificates.length > 1 ? [] : certificates) {
          const reported = state === "active" && notBefore.getTime() > now.getTime() + graceOfRoots;
          if (notBefore.getTime() <= now.getTime() + skew || reported) continue;
          report({
            at: rootPlace(at, written),
            ...atTime(time, {
              message: `this ${state} root of \`${root.name}\`, on which \`${cluster.name}\` relies, is not valid before ${notBefore.toISOString().slice(0, 16).replace("T", " ")} UTC`,
              help:
                state === "active"
                  ? "what it signs is refused until then: deploy this build afterwards"
                  : `what it signs is refused until then: ${state === "incoming" ? "let it sign from then on" : "is it the right file?"}`,
            }),
          });
        }
  },
};
