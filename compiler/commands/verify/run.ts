import { manifestLines } from "../../1-load/yaml/manifest-lines.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { makePlan, objectsOf } from "../../4-plan/plan.ts";
import type { Disagreement } from "../../5-verify/disagreement.ts";
import { Comparison } from "../../5-verify/edits/edits.ts";
import { factsOf } from "../../5-verify/facts.ts";
import { verify } from "../../5-verify/verify.ts";
import { listingOf } from "../../6-render/render.ts";
import { check } from "../../compile.ts";
import type { Answer, FailureReport } from "../../findings/answer.ts";
import { counted } from "../../findings/formats/words.ts";
import { inSteps } from "../../findings/progress.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { overlayOnDisk } from "../../inputs/overlay-objects.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import { UnsupportedObject } from "../../istio/objects/unsupported-object.ts";
import type { VerifyRequest } from "./command.ts";
import { type PlacedEdit, verifyReport } from "./report.ts";

/**
 * Compares overlays in a folder with a file: the results of calls, and objects field by field. An edit fails unless it is known to change no
 * call and to show no key. Throws a Failure if the reason lies outside of the file.
 */
export function runVerify({ operands: [file], out, maxBytes }: VerifyRequest): Answer {
  const { source, options } = readFederation(file, maxBytes);
  const { findings, federation } = check(source, options);
  if (!federation) return { ok: false, ...findings.reported() };
  const plan = makePlan(federation);
  const planned = objectsOf(plan);
  const facts = factsOf(federation);
  const objectsByCluster = new Map<string, readonly unknown[]>();
  const edits: PlacedEdit[] = [];
  for (const { cluster, files } of inSteps("comparing overlays", plan.clusters, plan.clusters.length, "clusters")) {
    const { name } = cluster;
    const { texts, objects } = overlayOnDisk(out, name, listingOf(files.map((file) => file.name)));
    const clusterFacts = facts.get(name);
    if (!clusterFacts) throw new Error(`there are no facts about ${name}`);
    const compared = new Comparison(clusterFacts, planned.get(name) ?? []).with(objects);
    objectsByCluster.set(name, compared.objects);
    edits.push(...compared.edits.map(placing(name, texts)));
  }
  const calls = tryCalls(federation, objectsByCluster);
  const failure = failureOf(edits, calls);
  const { disagreements = [] } = calls;
  return {
    ok: disagreements.length === 0 && failure === undefined,
    findings: [],
    text: (style) => verifyReport(objectsByCluster.size, disagreements, edits, calls.problem === undefined, style),
    fields: {
      out,
      ...(calls.disagreements && {
        disagreements: disagreements.map(({ call, expected, found, sentence }) => ({ call, expected, found, sentence })),
      }),
      differences: edits,
    },
    ...(failure && { failure }),
  };
}

interface TriedCalls {
  /** Undefined if the model of Istio does not know one of the objects. */
  readonly disagreements?: readonly Disagreement[];
  readonly problem?: string;
}

function tryCalls(federation: Federation, objects: ReadonlyMap<string, readonly unknown[]>): TriedCalls {
  try {
    return { disagreements: verify(federation, objects) };
  } catch (error) {
    if (!(error instanceof UnsupportedObject)) throw error;
    return { problem: error.message };
  }
}

function failureOf(edits: readonly PlacedEdit[], { problem }: TriedCalls): FailureReport | undefined {
  const mattering = edits.filter(({ matters }) => matters);
  if (mattering.length === 0 && problem === undefined) return undefined;
  const help =
    "`fedc build` restores what is compiled; write what you want into federation.yaml; `.github/docs/verification.md` lists edits that pass";
  const reasons = problem === undefined ? [] : [{ message: `calls could not be tried: ${problem}` }];
  return { message: `${counted(mattering.length, "edit")} may change a call, or who reads a key`, help, reasons };
}

function placing(cluster: string, texts: ReadonlyMap<string, string>): (edit: Omit<PlacedEdit, "cluster">) => PlacedEdit {
  const lines = new Map<string, ReturnType<typeof manifestLines>>();
  const linesOf = (file: string, text: string) => getOrMake(lines, file, () => manifestLines(text));
  return (edit) => {
    const name = `${edit.kind} ${edit.namespace}/${edit.name}`;
    // Only a file with the name in it needs to be read for it.
    const files = [...texts].filter(([, text]) => text.includes(edit.name)).map(([file, text]) => ({ file, lines: linesOf(file, text) }));
    const place = files.find((file) => file.lines.has(name));
    const line = place?.lines.get(name)?.(edit.field);
    return { cluster, ...edit, ...(place && line !== undefined && { file: place.file, line }) };
  };
}
