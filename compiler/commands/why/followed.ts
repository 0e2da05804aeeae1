import type { Loaded } from "../../1-load/load.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import type { FederationFacts } from "../../5-verify/intent/federation-facts.ts";
import { Intents } from "../../5-verify/intent/intents.ts";
import { meshesOnUse, plannedOnUse } from "../../access/meshes-on-use.ts";
import { examine } from "../../compile.ts";
import type { ReportedFindings } from "../../findings/finding.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import type { Call } from "../../istio/call.ts";
import { outcomeOf } from "../../istio/data-path/outcome-of.ts";
import type { Verdict } from "../../istio/verdict.ts";
import { objectPlaces, type PlaceOf } from "./object-places.ts";

/** A federation, the places of its objects, and the results of calls in its overlays. */
export interface Followable {
  readonly loaded: Loaded;
  readonly federation: Federation;
  readonly placeOf: PlaceOf;
  readonly facts: FederationFacts;
  follow(call: Call): Verdict;
}

/**
 * Reads a file, or gives the findings if it has errors. Only the clusters that a call visits are planned. Throws a Failure if it cannot be
 * read. `handedOver`: a cluster that configures itself, by the overlay that is handed over to it.
 */
export function followable(file: string | undefined, maxBytes: number, handedOver?: string): Followable | ReportedFindings {
  const { source, options } = readFederation(file, maxBytes);
  const { findings, known } = examine(source, { ...options, ...(handedOver !== undefined && { handedOver }) });
  if (findings.hasErrors || !known) return findings.reported();
  const { loaded, federation } = known;
  const { plans, objects } = plannedOnUse(federation);
  const meshes = meshesOnUse(federation, objects);
  return {
    loaded,
    federation,
    placeOf: objectPlaces(federation.name, plans.made),
    get facts() {
      return new Intents(federation).facts;
    },
    follow: (call) => outcomeOf(meshes, call, { trace: true }),
  };
}
