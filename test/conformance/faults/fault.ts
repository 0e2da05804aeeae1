import { type Anything, withChange } from "../../support/planned.ts";
import type { PlannedOverlays } from "./planned-overlays.ts";

/** An edit of one object of the overlays, after which a scenario must not come out as it expects. */
export interface Fault {
  /** `another-server-at-the-ingress`, as `--faults` takes it. */
  readonly name: string;
  readonly scenario: string;
  readonly cluster: string;
  /** `Gateway istio-private-gateways/consumer-cluster1` */
  readonly object: string;
  /** Changes the object in place; drops it where it gives `false`. */
  change(object: Anything): unknown;
  /** Why the model cannot notice it. Real meshes must. */
  readonly onlyOnMeshes?: string;
  /** It shows only after a later step of the scenario. */
  readonly afterSteps?: boolean;
}

/** Faults in the objects of one cluster of one scenario. */
export function faultsIn(
  scenario: string,
  cluster: string,
  faults: Readonly<Record<string, readonly [object: string, change: Fault["change"], more?: Pick<Fault, "onlyOnMeshes" | "afterSteps">]>>,
): readonly Fault[] {
  return Object.entries(faults).map(([name, [object, change, more]]) => ({ name, scenario, cluster, object, change, ...more }));
}

/** The overlays with a fault in them. Throws if there is no such object. */
export function withFault(overlays: PlannedOverlays, { cluster, object, change }: Fault): PlannedOverlays {
  return { ...overlays, objects: withChange(overlays.objects, cluster, object, change) };
}

/** Drops the object. */
export const dropped = () => false;

/** Drops a field, or an item of a list: `spec.servers.0.tls`. */
export function without(path: string): Fault["change"] {
  return (object) => {
    const { above, last } = placeIn(object, path);
    if (Array.isArray(above)) above.splice(Number(last), 1);
    else delete above[last];
  };
}

/** Gives a field that is there another value. */
export function having(path: string, value: unknown): Fault["change"] {
  return (object) => {
    const { above, last } = placeIn(object, path);
    above[last] = value;
  };
}

/** Puts an item of a list before the one before it. */
export function earlier(path: string): Fault["change"] {
  return (object) => {
    const { above, last } = placeIn(object, path);
    const [item] = above.splice(Number(last), 1);
    above.splice(Number(last) - 1, 0, item);
  };
}

/** Several changes, one after the other. */
export function all(...changes: readonly Fault["change"][]): Fault["change"] {
  return (object) => {
    for (const change of changes) change(object);
  };
}

/** Where a path ends. Keys with dots in them are written with `~`. Throws if nothing is there. */
function placeIn(object: Anything, path: string): { readonly above: Anything; readonly last: string } {
  const keys = path.split(".").map((key) => key.replaceAll("~", "."));
  const last = keys.at(-1) ?? "";
  const above = keys.slice(0, -1).reduce((value, key) => value?.[key], object);
  if (above?.[last] === undefined) throw new Error(`${object.kind} ${object.metadata.name} has no ${path}`);
  return { above, last };
}
