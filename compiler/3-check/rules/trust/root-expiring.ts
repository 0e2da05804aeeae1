import { rootPlace } from "../../../2-resolve/written-places.ts";
import { atTime } from "../../reference-time.ts";
import { rootsInForce } from "../../roots-in-force.ts";
import type { Rule } from "../../rule.ts";

const soon = 30;
const dayInMilliseconds = 86_400_000;

/** A root that grants rely on is replaced in time. */
export const rootExpiring: Rule = {
  code: "FED383",
  severity: "warning",
  title: "root that is about to end",
  finds: `\
A root that ends within 30 days should have its successor in the file by now.`,
  why: `\
Nothing breaks before it does end, and then everything that relies on it breaks
at once. A rotation is an overlap of three builds:`,
  example: `\
  1.  - { file: trust/old.pem }
      - { file: trust/new.pem, state: incoming }    everyone trusts both
  2.  - { file: trust/old.pem, state: retiring }
      - { file: trust/new.pem }                     the new one signs
  3.  - { file: trust/new.pem }                     the old one is gone

A retiring root that has expired can go: nobody believes it any more.`,
  check({ federation, at, time, report }) {
    const { now } = time;
    for (const [root, cluster] of rootsInForce(federation))
      for (const { state, certificates, written } of root.items)
        for (const { notAfter } of certificates.length > 1 ? [] : certificates) {
          const days = Math.floor((notAfter.getTime() - now.getTime()) / dayInMilliseconds);
          if (state === "retiring" ? days >= 0 : days < 0 || days > soon) continue;
          const end = notAfter.toISOString().slice(0, 10);
          report({
            at: rootPlace(at, written),
            ...atTime(time, {
              message:
                state === "retiring"
                  ? `this retiring root of \`${root.name}\` expired on ${end}`
                  : `this ${state} root of \`${root.name}\`, on which \`${cluster.name}\` relies, expires on ${end}`,
              help:
                state === "retiring"
                  ? "take it away"
                  : "add its successor with `state: incoming`, build and deploy, then let the successor sign",
            }),
          });
        }
  },
};
