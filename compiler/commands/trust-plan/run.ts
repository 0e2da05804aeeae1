import { existsSync } from "node:fs";
import { atTime, type ReferenceTime } from "../../3-check/reference-time.ts";
import { examine } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { defaultFile, readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer, Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { counted } from "../../findings/formats/words.ts";
import { planRotations, type ReliedCertificate, type Rotation } from "../../rotation/plan-rotations.ts";
import { daysUntil, trustPlanReport } from "./report.ts";
import { liveAtRevision, liveInFolder } from "./standing-input.ts";

/** What `fedc trust plan` was asked for. */
export interface TrustPlanRequest {
  readonly file: string | undefined;
  readonly base: string | undefined;
  readonly folder: string | undefined;
  readonly allowOutage: boolean;
  readonly maxBytes: number;
}

const defaultFolder = "out";
const soon = 30;

/** Compares the roots of a file with what stands. Throws a Failure for what is not the file's fault. */
export async function runTrustPlan({ file, base, folder, allowOutage, maxBytes }: TrustPlanRequest): Promise<Answer> {
  if (base !== undefined && folder !== undefined) throw new Failure("`--base` and `--out` both say what stands", "give one of them");
  if (base === undefined && folder === undefined && !existsSync(defaultFolder))
    throw new Failure("there is nothing to compare with: no folder `out`", "`--base REVISION`, such as `--base HEAD`, or `--out DIR`");
  if (base !== undefined && file === "-")
    throw new Failure("standard input lies in no repository", "name the file, or compare with overlays: `--out DIR`");
  const input = readFederation(file, maxBytes);
  const time = clock();
  const { now } = time;
  const { findings, known } = examine(input.source, { readFile: rootReader(input.folder), ...time, maxBytes });
  if (findings.hasErrors || !known) return { ok: false, findings: findings.sorted() };
  const { loaded, federation } = known;
  const found =
    base === undefined
      ? liveInFolder(folder ?? defaultFolder, federation)
      : await liveAtRevision(file ?? defaultFile, base, time, maxBytes);
  if (!("live" in found)) {
    const message = `\`${found.name}\` has ${counted(found.findings.length, "error")}, so there is nothing to compare with`;
    return { ok: false, findings: found.findings, failure: { message, help: "choose a revision whose file was right" } };
  }
  const { rotations, findings: unsafeChanges, relied } = planRotations(loaded, federation, found.live, { allowOutage });
  const refused = unsafeChanges.length > 0 && !allowOutage;
  return {
    ok: !refused,
    findings: unsafeChanges,
    warnings: [...relied.flatMap((one) => expiry(one, time)), ...found.warnings],
    text: (paint) => trustPlanReport(rotations, now, paint),
    fields: { refused, roots: rotations.map((rotation) => asDocument(rotation, now)) },
  };
}

function expiry({ root, name, state, notAfter, hasSuccessor }: ReliedCertificate, time: ReferenceTime): Remark[] {
  const days = daysUntil(notAfter, time.now);
  if (days > soon) return [];
  const end = notAfter.toISOString().slice(0, 10);
  const when = days < 0 ? `ended on ${end}` : `ends on ${end}, in ${counted(days, "day")}`;
  const help = {
    incoming: "let one be signed that lasts longer before it is used",
    active: hasSuccessor ? "its successor is there: it must sign by then" : "add its successor with `state: incoming` now",
    retiring: "what it has signed is refused from then on",
  }[state];
  return [atTime(time, { message: `\`${name}\`, ${state} in \`${root}\`, ${when}`, help })];
}

function asDocument(rotation: Rotation, now: Date): Readonly<Record<string, unknown>> {
  const { root, mode, change, step, refused, before, next, until, owners, partners, certificates } = rotation;
  return {
    root,
    mode,
    step: step ?? null,
    of: 3,
    change,
    cutsOff: refused,
    before,
    next,
    until: until?.toISOString() ?? null,
    owners,
    partners,
    certificates: certificates.map(({ name, certificate, state, before: stood }) => ({
      name,
      subject: certificate.subject,
      fingerprint: certificate.fingerprint,
      state: state ?? null,
      before: stood ?? null,
      notAfter: certificate.notAfter.toISOString(),
      days: daysUntil(certificate.notAfter, now),
    })),
  };
}
