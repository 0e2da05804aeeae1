import { type LineOf, manifestLines } from "../../1-load/yaml/manifest-lines.ts";
import type { ClusterPlan } from "../../4-plan/plan.ts";
import { render } from "../../6-render/render.ts";
import type { ObjectName } from "../../istio/verdict.ts";

/** The place of an object, or of one of its fields, in the overlays. */
export interface ObjectPlace {
  /** `cluster1/generated/gateways.yaml` */
  readonly file: string;
  readonly line: number;
}

export type PlaceOf = (cluster: string, name: ObjectName) => ObjectPlace | undefined;

/** Finds objects in the overlays of the clusters that were planned until then. An overlay is rendered, and a file is parsed, on the first use. */
export function objectPlaces(federation: string, plans: ReadonlyMap<string, ClusterPlan>): PlaceOf {
  const rendered = new Map<ClusterPlan, ReadonlyMap<string, string>>();
  const parsed = new Map<string, ReadonlyMap<string, LineOf>>();
  return (cluster, { kind, namespace, name, field }) => {
    // The object that refuses a call may be in the next cluster, which the call did not get into.
    const own = plans.get(cluster);
    for (const plan of new Set([...(own ? [own] : []), ...plans.values()])) {
      const files = rendered.get(plan) ?? render(federation, plan).files;
      rendered.set(plan, files);
      for (const [path, text] of files) {
        if (!path.endsWith(".yaml") || !text.includes(name)) continue;
        const file = `${plan.cluster.name}/${path}`;
        const lines = parsed.get(file) ?? manifestLines(text);
        parsed.set(file, lines);
        const lineOf = lines.get(`${kind} ${namespace}/${name}`);
        if (lineOf) return { file, line: lineOf(field) };
      }
    }
    return undefined;
  };
}
