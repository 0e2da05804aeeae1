import { manifestLines } from "../../1-load/yaml/manifest-lines.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { makePlan, objectsOf } from "../../4-plan/plan.ts";
import type { Disagreement } from "../../5-verify/disagreement.ts";
import { Comparison } from "../../5-verify/edits/edits.ts";
import { factsOf } from "../../5-verify/facts.ts";
import { verify } from "../../5-verify/verify.ts";
import { listingOf } from "../../6-render/render.ts";
import { check } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { readFederation } from "../../environment/federation-input.ts";
import { overlayOnDisk } from "../../environment/overlay-objects.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Answer, FailureReport } from "../../findings/answer.ts";
import { counted } from "../../findings/formats/words.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import { type PlacedEdit, verifyReport } from "./report.ts";

/**
 * Compares overlays in a folder with what a file says: calls by what comes of them, and objects field by field. An edit fails unless it is
 * known to change no call and to show no key. Throws a Failure for what is not the file's fault.
 */
export function runVerify(file: string | undefined, folder: string, maxBytes: number): Answer {
  const input = readFederation(file, maxBytes);
  const { findings, federation } = check(input.source, { readFile: rootReader(input.folder), ...clock(), maxBytes });
  if (!federation) return { ok: false, findings: findings.sorted() };
  const plan = makePlan(federation);
  const [meant, facts] = [objectsOf(plan), factsOf(federation)];
  const overlays = plan.clusters.map((clusterPlan) => {
    const { name } = clusterPlan.cluster;
    const { texts, objects } = overlayOnDisk(folder, name, listingOf(clusterPlan.files.map((file) => file.name)));
    const known = facts.get(name);
    if (!known) throw new Error(`nothing is known of ${name}`);
    return { cluster: name, texts, ...new Comparison(known, meant.get(name) ?? []).with(objects) };
  });
  const edits = overlays.flatMap(({ cluster, texts, edits }) => edits.map(placing(cluster, texts)));
  const tried = tryCalls(federation, new Map(overlays.map(({ cluster, objects }) => [cluster, objects])));
  const failure = failureOf(edits, tried);
  const { disagreements = [] } = tried;
  return {
    ok: disagreements.length === 0 && failure === undefined,
    findings: [],
    text: (paint) => verifyReport(overlays.length, disagreements, edits, tried.problem === undefined, paint),
    fields: {
      out: folder,
      ...(tried.disagreements && {
        disagreements: disagreements.map(({ call, expected, found, sentence }) => ({ call, expected, found, sentence })),
      }),
      differences: edits,
    },
    ...(failure && { failure }),
  };
}

interface Tried {
  /** Undefined where calls cannot be tried. */
  readonly disagreements?: readonly Disagreement[];
  readonly problem?: string;
}

function tryCalls(federation: Federation, objects: ReadonlyMap<string, readonly unknown[]>): Tried {
  try {
    return { disagreements: verify(federation, objects) };
  } catch (error) {
    if (!(error instanceof UnsupportedObject)) throw error;
    return { problem: error.message };
  }
}

function failureOf(edits: readonly PlacedEdit[], { problem }: Tried): FailureReport | undefined {
  const mattering = edits.filter(({ matters }) => matters);
  if (mattering.length === 0 && problem === undefined) return undefined;
  const help =
    "`fedc build` writes what is compiled; what is meant belongs into federation.yaml; `.github/docs/verification.md` lists edits that pass";
  const reasons = problem === undefined ? [] : [{ message: `calls could not be tried: ${problem}` }];
  return { message: `${counted(mattering.length, "edit")} may change a call, or who reads a key`, help, reasons };
}

function placing(cluster: string, texts: ReadonlyMap<string, string>): (edit: Omit<PlacedEdit, "cluster">) => PlacedEdit {
  const lines = [...texts].map(([file, text]) => ({ file, lines: manifestLines(text) }));
  return (edit) => {
    const name = `${edit.kind} ${edit.namespace}/${edit.name}`;
    const place = lines.find((one) => one.lines.has(name));
    const line = place?.lines.get(name)?.(edit.field);
    return { cluster, ...edit, ...(place && line !== undefined && { file: place.file, line }) };
  };
}
