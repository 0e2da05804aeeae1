import type { Loaded } from "../../1-load/load.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { makePlan, objectsOf } from "../../4-plan/plan.ts";
import { worldOf } from "../../5-verify/facts.ts";
import type { FederationFacts } from "../../5-verify/intent/federation-facts.ts";
import { Intents } from "../../5-verify/intent/intents.ts";
import { examine } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import { readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Call } from "../../istio/call.ts";
import { readMeshes } from "../../istio/data-path/meshes.ts";
import { outcomeOf } from "../../istio/data-path/outcome-of.ts";
import type { Verdict } from "../../istio/verdict.ts";
import { objectPlaces } from "./object-places.ts";

/** A federation with where its objects will stand, and what comes of calls in its overlays. */
export interface Followable {
  readonly loaded: Loaded;
  readonly federation: Federation;
  readonly placeOf: ReturnType<typeof objectPlaces>;
  /** What federation.yaml says of calls. */
  readonly known: FederationFacts;
  follow(call: Call): Verdict;
}

/** Reads and compiles a file, or tells what is wrong with it. Throws a Failure for what is not the file's fault. */
export function followable(file: string | undefined, maxBytes: number): Followable | { readonly findings: readonly Finding[] } {
  const input = readFederation(file, maxBytes);
  const { findings, known } = examine(input.source, { readFile: rootReader(input.folder), ...clock(), maxBytes });
  if (findings.hasErrors || !known) return { findings: findings.sorted() };
  const { loaded, federation } = known;
  const plan = makePlan(federation);
  const meshes = readMeshes(worldOf(federation, objectsOf(plan)));
  return {
    loaded,
    federation,
    placeOf: objectPlaces(federation.name, plan.clusters),
    known: new Intents(federation).known,
    follow: (call) => outcomeOf(meshes, call, { trace: true }),
  };
}
