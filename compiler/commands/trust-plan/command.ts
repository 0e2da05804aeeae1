import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc trust plan`: which step of which rotation of a root a file is, and what comes next. */
export const trustPlan = {
  name: "trust plan",
  summary: "the steps by which roots are replaced without losing a call",
  description: `Compares the roots that FILE (federation.yaml if none is given, - is standard
input) names with those that are live. For each root that changes it tells which
step of a rotation it is in, what has to be true in which cluster before the
next step, and what to write then.

  step 1  the new certificate is added, \`incoming\`: everyone trusts both
  step 2  it is \`active\`, the old one \`retiring\`: its owners sign by it
  step 3  the old certificate is removed

Live are FILE and its roots at a git revision (--base), or the overlays in a
folder (--out, which is out if neither is given). Overlays show what is trusted,
but not what signs. Writes nothing and opens no connection.

It refuses what would make calls fail: a root that is replaced at once (FED501),
removed while it signs (FED502), or signs before everyone trusts it (FED503).`,
  ...onFile({
    base: { value: "REVISION", description: "compare with FILE at this revision of its git repository" },
    out: { value: "DIR", description: "compare with the overlays in this folder (default out)" },
    "allow-outage": { description: "warn of what would make calls fail, and do not fail\nitself" },
  }),
  examples: [
    { line: "fedc trust plan", effect: "federation.yaml against the overlays in out/" },
    { line: "fedc trust plan --base origin/main", effect: "against what is on the main branch: for a pull request" },
    { line: "fedc trust plan --base HEAD --json", effect: "the same for a program" },
  ],
  exit: ["no step makes a call fail", "wrong input, or a change would make calls fail"],
} as const satisfies CommandDeclaration;

export type TrustPlanRequest = RequestOf<typeof trustPlan>;
