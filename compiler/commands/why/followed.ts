import type { Loaded } from "../../1-load/load.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { isAboutInventory } from "../../3-check/rule.ts";
import type { FederationFacts } from "../../5-verify/intent/federation-facts.ts";
import { Intents } from "../../5-verify/intent/intents.ts";
import { meshesOnUse, plannedOnUse } from "../../access/meshes-on-use.ts";
import { type StandingBeside, standingBeside } from "../../access/standing-beside.ts";
import { examine } from "../../compile.ts";
import type { ReportedFindings } from "../../findings/finding.ts";
import { readFederation } from "../../inputs/federation-input.ts";
import { inventoryReader } from "../../inputs/inventory-folder.ts";
import type { StandingInventory } from "../../inventory/cluster-inventory.ts";
import type { Call } from "../../istio/call.ts";
import { outcomeOf } from "../../istio/data-path/outcome-of.ts";
import type { ObjectName, Verdict } from "../../istio/verdict.ts";
import { type ObjectPlace, objectPlaces, type PlaceOf } from "./object-places.ts";

/** A federation, the places of its objects, and the results of calls in its overlays. */
export interface Followable {
  readonly loaded: Loaded;
  readonly federation: Federation;
  readonly placeOf: PlaceOf;
  readonly facts: FederationFacts;
  /** What stands in the clusters beside the overlays; undefined without dumps. */
  readonly beside: StandingBeside | undefined;
  follow(call: Call): Verdict;
}

interface FollowableOptions {
  /** Dumps of what stands in the clusters. */
  readonly dumps?: readonly string[];
  /** A cluster that configures itself, by the overlay that is handed over to it. */
  readonly handedOver?: string | undefined;
}

/**
 * Reads a file, or gives the findings if it has errors. Only the clusters that a call visits are planned. Throws a Failure if it cannot be
 * read.
 */
export function followable(
  file: string | undefined,
  maxBytes: number,
  { dumps = [], handedOver }: FollowableOptions = {},
): Followable | ReportedFindings {
  const { source, options } = readFederation(file, maxBytes);
  const { findings, known } = examine(source, {
    ...options,
    readInventory: inventoryReader(dumps),
    ...(handedOver !== undefined && { handedOver }),
  });
  // What is wrong beside a cluster is what the call is to show.
  const { findings: all, accepted } = findings.reported();
  const isWrong = all.some(({ code, severity }) => severity === "error" && !isAboutInventory(code));
  if (isWrong || !known) return { findings: all, accepted };
  const { loaded, federation, inventory } = known;
  const { plans, objects } = plannedOnUse(federation);
  const beside = inventory && standingBeside(federation, objects, inventory);
  const meshes = meshesOnUse(beside?.federation ?? federation, beside?.objects ?? objects);
  const placeInOverlay = objectPlaces(federation.name, plans.made);
  const placeOf: PlaceOf = (cluster, name) => placeInOverlay(cluster, name) ?? placeInDump(inventory, cluster, name);
  return {
    loaded,
    federation,
    placeOf,
    beside,
    get facts() {
      return new Intents(federation).facts;
    },
    follow: (call) => outcomeOf(meshes, call, { trace: true }),
  };
}

function placeInDump(
  inventory: StandingInventory | undefined,
  cluster: string,
  { kind, namespace, name }: ObjectName,
): ObjectPlace | undefined {
  return inventory?.clusters.get(cluster)?.objects.find((one) => one.kind === kind && one.namespace === namespace && one.name === name);
}
