import { rootPlace } from "../../../2-resolve/written-places.ts";
import { atTime } from "../../reference-time.ts";
import { rootsInForce } from "../../roots-in-force.ts";
import type { Rule } from "../../rule.ts";

/** Clocks differ, and a build is not in force at once. */
export const graceOfRoots = 86_400_000;

/** The roots that grants rely on are valid today. */
export const rootExpired: Rule = {
  code: "FED362",
  severity: "error",
  title: "root that is not valid",
  finds: `\
No proxy believes a certificate below a root that has expired, or is not valid
yet: every call between the clusters that rely on it fails.`,
  why: `\
"active" is what
signs today, so it must be valid today; "incoming" may begin later but must not
be over. fedc looks at the time of the check, and lets pass what begins within a
day; nothing that is emitted depends on it.`,
  example: `\
Wrong, in 2027:

  example-ca:
    - { file: trust/2016-2026.pem }

Right: the new root beside the old one for a while, then the new one alone.

  example-ca:
    - { file: trust/2026-2036.pem }`,
  check({ federation, at, time, report }) {
    const { now } = time;
    for (const [root, cluster] of rootsInForce(federation))
      for (const { state, certificates, written } of root.items)
        for (const { notBefore, notAfter } of state === "retiring" || certificates.length > 1 ? [] : certificates) {
          const expired = notAfter < now;
          if (!expired && (state === "incoming" || notBefore.getTime() <= now.getTime() + graceOfRoots)) continue;
          report({
            at: rootPlace(at, written),
            ...atTime(time, {
              message: `this ${state} root of \`${root.name}\`, on which \`${cluster.name}\` relies, ${expired ? `expired on ${day(notAfter)}` : `is not valid before ${day(notBefore)}`}`,
              help: expired
                ? "add the root that signs now, and take this one away"
                : "make it `state: incoming`, and keep the root that signs today",
            }),
          });
        }
  },
};

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
