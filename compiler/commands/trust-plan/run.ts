import { existsSync } from "node:fs";
import { atTime, type ReferenceTime } from "../../3-check/reference-time.ts";
import { examine } from "../../compile.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { counted } from "../../findings/formats/words.ts";
import { defaultFile, readFederation } from "../../inputs/federation-input.ts";
import { planRotations, type ReliedCertificate, type Rotation } from "../../rotation/plan-rotations.ts";
import type { TrustPlanRequest } from "./command.ts";
import { liveAtRevision, liveInFolder } from "./live-input.ts";
import { daysUntil, trustPlanReport } from "./report.ts";

const defaultFolder = "out";
const soonInDays = 30;

/** Compares the roots of a file with the live ones. Throws a Failure if the reason lies outside of the file. */
export async function runTrustPlan({
  operands: [file = defaultFile],
  base,
  out,
  allowOutage,
  maxBytes,
}: TrustPlanRequest): Promise<Answer> {
  if (base !== undefined && out !== undefined) throw new Failure("`--base` and `--out` both say what to compare with", "give one of them");
  if (base === undefined && out === undefined && !existsSync(defaultFolder))
    throw new Failure("there is nothing to compare with: no folder `out`", "`--base REVISION`, such as `--base HEAD`, or `--out DIR`");
  if (base !== undefined && file === "-")
    throw new Failure("standard input does not lie in a repository", "name the file, or compare with overlays: `--out DIR`");
  const { source, options } = readFederation(file, maxBytes);
  const { now } = options;
  const { findings, known } = examine(source, options);
  if (findings.hasErrors || !known) return { ok: false, ...findings.reported() };
  const { loaded, federation } = known;
  const input = base === undefined ? liveInFolder(out ?? defaultFolder, federation) : await liveAtRevision(file, base, options);
  if (!("live" in input))
    throw new Failure(
      `\`${input.name}\` has ${counted(input.findings.length, "error")}, so there is nothing to compare with`,
      "choose a revision whose file was right",
      { findings: input.findings },
    );
  const { rotations, findings: unsafeChanges, relied } = planRotations(loaded, federation, input.live, { allowOutage });
  const refused = unsafeChanges.length > 0 && !allowOutage;
  return {
    ok: !refused,
    findings: unsafeChanges,
    warnings: [...relied.flatMap((certificate) => expiry(certificate, options)), ...input.warnings],
    text: (style) => trustPlanReport(rotations, now, style),
    fields: { refused, roots: rotations.map((rotation) => asDocument(rotation, now)) },
  };
}

function expiry({ root, name, state, notAfter, hasSuccessor }: ReliedCertificate, time: ReferenceTime): Remark[] {
  const days = daysUntil(notAfter, time.now);
  if (days > soonInDays) return [];
  const end = notAfter.toISOString().slice(0, 10);
  const when = days < 0 ? `ended on ${end}` : `ends on ${end}, in ${counted(days, "day")}`;
  const help = {
    incoming: "have one signed that lasts longer before you use it",
    active: hasSuccessor ? "its successor must sign by then" : "add its successor with `state: incoming` now",
    retiring: "certificates that it has signed are refused from then on",
  }[state];
  return [atTime(time, { message: `\`${name}\`, ${state} in \`${root}\`, ${when}`, help })];
}

function asDocument(rotation: Rotation, now: Date) {
  const { root, mode, change, step, refused, before, next, until, owners, partners, certificates } = rotation;
  return {
    root,
    mode,
    step: step ?? null,
    of: 3,
    change,
    refused,
    before,
    next,
    until: until?.toISOString() ?? null,
    owners,
    partners,
    certificates: certificates.map(({ name, certificate, state, before: former }) => ({
      name,
      subject: certificate.subject,
      fingerprint: certificate.fingerprint,
      state: state ?? null,
      before: former ?? null,
      notAfter: certificate.notAfter.toISOString(),
      days: daysUntil(certificate.notAfter, now),
    })),
  };
}
