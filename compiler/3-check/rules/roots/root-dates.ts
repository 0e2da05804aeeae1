import type { RootState } from "../../../1-load/federation-file.ts";
import type { Cluster, Federation, Root } from "../../../2-resolve/federation.ts";
import { rootPlace } from "../../../2-resolve/written-places.ts";
import type { Certificate } from "../../../certificates/certificate.ts";
import type { Remark } from "../../../findings/answer.ts";
import { atTime } from "../../reference-time.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, type Rule, warning } from "../../rule.ts";
import { trustedGateways, trustedMeshes } from "../../trusted-clusters.ts";

const hour = 3_600_000;
const day = 24 * hour;
const daysOfWarning = 30;

export const rootExpired = error("FED362", "root that is not valid", {
  finds: `\
The active root of a cluster has expired or is not valid yet, or an incoming one
has expired.`,
  why: `\
Proxies accept no certificate below such a root, so every call between the
clusters that rely on it fails. "active" signs today, so it must be valid today;
"incoming" may begin later, but must not be over. fedc compares with the time of
the check, and accepts a root that begins within a day. The output does not
depend on the time.`,
  wrongLead: `Wrong, in 2027:`,
  wrong: `\
example-ca:
  - { file: trust/2016-2026.pem }`,
  rightLead: `Right: the new root beside the old one for a while, then the new one alone.`,
  right: `\
example-ca:
  - { file: trust/2026-2036.pem }`,
  check: checkDates(({ notBefore, notAfter }, state, subject, now) => {
    if (state === "retiring") return undefined;
    if (notAfter < now)
      return { message: `${subject} expired on ${dateOf(notAfter)}`, help: "add the root that signs now, and remove this one" };
    if (state === "incoming" || notBefore.getTime() <= now.getTime() + day) return undefined;
    return {
      message: `${subject} is not valid before ${dateOf(notBefore)}`,
      help: "make it `state: incoming`, and keep the root that signs today",
    };
  }),
});

export const rootNotBegun = warning("FED440", "root that is not valid yet", {
  finds: `\
A root on which a cluster relies is not valid yet. It is incoming or retiring,
or it is active and begins within a day.`,
  why: `\
Proxies accept no certificate below a root before the root's first day. An
"incoming" root may be in the file by then, so that everyone trusts it in time,
but it must not sign before. An "active" root signs today. If it begins within a
day, this is a warning, since a build does not take effect at once; if it begins
later, it is an error (FED362). Clocks may differ by an hour.`,
  wrongLead: `Wrong, while trust/2027.pem is not valid yet: the third build of a rotation.`,
  wrong: `\
example-ca:
  - { file: trust/2027.pem }`,
  rightLead: `Right: wait with the next step until it is valid.`,
  right: `\
example-ca:
  - { file: trust/2026.pem }
  - { file: trust/2027.pem, state: incoming }`,
  check: checkDates(({ notBefore }, state, subject, now) => {
    const begins = notBefore.getTime() - now.getTime();
    // Clocks may differ by an hour. FED362 reports an active root that begins later than in a day.
    if (begins <= hour || (state === "active" && begins > day)) return undefined;
    const advice = { active: "deploy this build afterwards", incoming: "let it sign from then on", retiring: "is it the right file?" };
    return {
      message: `${subject} is not valid before ${notBefore.toISOString().slice(0, 16).replace("T", " ")} UTC`,
      help: `proxies refuse what it signs until then: ${advice[state]}`,
    };
  }),
});

export const rootExpiring = warning("FED383", "root that expires soon", {
  finds: `A root ends within 30 days. Its successor should be in the file by now.`,
  why: `\
Nothing breaks before it ends, and then everything that relies on it breaks at
once. Everyone must trust the successor before it signs, so a rotation takes
three builds.`,
  example: `\
The three builds of a rotation:

  1.  - { file: trust/old.pem }
      - { file: trust/new.pem, state: incoming }    everyone trusts both
  2.  - { file: trust/old.pem, state: retiring }
      - { file: trust/new.pem }                     the new one signs
  3.  - { file: trust/new.pem }                     the old one is gone

Remove a retiring root that has expired: proxies accept nothing below it any
more.`,
  check: checkDates(({ notAfter }, state, subject, now) => {
    const days = Math.floor((notAfter.getTime() - now.getTime()) / day);
    if (state === "retiring") return days < 0 ? { message: `${subject} expired on ${dateOf(notAfter)}`, help: "remove it" } : undefined;
    if (days < 0 || days > daysOfWarning) return undefined;
    return {
      message: `${subject} expires on ${dateOf(notAfter)}`,
      help: "add its successor with `state: incoming`, build and deploy, then let the successor sign",
    };
  }),
});

/** Reports the fault that `faultOf` finds in the dates of a root in force; `subject` begins a sentence about it. */
function checkDates(
  faultOf: (certificate: Certificate, state: RootState, subject: string, now: Date) => Required<Remark> | undefined,
): Rule["check"] {
  return ({ federation, at, time, report }) => {
    for (const { root, cluster } of rootsInForce(federation))
      for (const { state, certificates, written } of root.items) {
        const [certificate] = certificates;
        if (!certificate || certificates.length > 1) continue;
        const subject = `this ${state} root of \`${root.name}\`${state === "retiring" ? "" : `, on which \`${cluster.name}\` relies,`}`;
        const fault = faultOf(certificate, state, subject, time.now);
        if (fault) report({ at: rootPlace(at, written), ...atTime(time, fault) });
      }
  };
}

function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The roots that grants in force rely on, with the first cluster that uses each for its gateways or its workloads. */
function rootsInForce(federation: Federation): readonly { readonly root: Root; readonly cluster: Cluster }[] {
  const named = [
    ...trustedGateways(federation).map(({ cluster }) => ({ cluster, name: cluster.root })),
    ...trustedMeshes(federation).map(({ cluster }) => ({ cluster, name: cluster.workloadsRoot })),
  ];
  return uniqueBy(named, ({ name }) => name).flatMap(({ cluster, name = "" }) => {
    const root = federation.roots.get(name);
    return root ? { root, cluster } : [];
  });
}
