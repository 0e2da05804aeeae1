import type { Federation } from "../../../compiler/2-resolve/federation.ts";
import { worldOf } from "../../../compiler/5-verify/facts.ts";
import type { Followable } from "../../../compiler/commands/why/followed.ts";
import { examine } from "../../../compiler/compile.ts";
import { readFederation } from "../../../compiler/inputs/federation-input.ts";
import { outcomeOf } from "../../../compiler/istio/data-path/outcome-of.ts";
import { readMeshes } from "../../support/meshes-together.ts";
import { plannedObjects } from "../../support/planned.ts";

/** A federation and the objects of its overlays, by cluster. */
export interface PlannedOverlays {
  readonly federation: Federation;
  readonly objects: ReadonlyMap<string, readonly unknown[]>;
}

/** What fedc plans for a federation.yaml. Throws if fedc refuses it. */
export function plannedOverlays(file: string): PlannedOverlays {
  const { source, options } = readFederation(file);
  const { known, findings } = examine(source, options);
  if (findings.hasErrors || !known) throw new Error(`fedc refuses ${file}`);
  return { federation: known.federation, objects: plannedObjects(known.federation) };
}

/** What the model says of calls in overlays that are not as fedc planned them. */
export function followIn({ federation, objects }: PlannedOverlays): Followable["follow"] {
  const meshes = readMeshes(worldOf(federation, objects));
  return (call) => outcomeOf(meshes, call);
}
