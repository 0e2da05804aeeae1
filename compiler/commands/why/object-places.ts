import { manifestLines } from "../../1-load/yaml/manifest-lines.ts";
import type { ClusterPlan } from "../../4-plan/plan.ts";
import { render } from "../../6-render/render.ts";
import type { ObjectName } from "../../istio/verdict.ts";

/** Where an object, or a field of it, stands in the overlays. */
export interface ObjectPlace {
  /** `cluster1/generated/gateways.yaml` */
  readonly file: string;
  readonly line: number;
}

/** Finds objects in overlays; one is rendered, and a file of it read, when something in it is first asked for. */
export function objectPlaces(
  federation: string,
  plans: readonly ClusterPlan[],
): (cluster: string, name: ObjectName) => ObjectPlace | undefined {
  const rendered = new Map<ClusterPlan, ReadonlyMap<string, string>>();
  const read = new Map<string, ReturnType<typeof manifestLines>>();
  const filesOf = (plan: ClusterPlan) => {
    const files = rendered.get(plan) ?? render(federation, plan).files;
    rendered.set(plan, files);
    return files;
  };
  const placeIn = (plan: ClusterPlan, { kind, namespace, name, field }: ObjectName): ObjectPlace | undefined => {
    for (const [path, text] of filesOf(plan)) {
      if (!path.endsWith(".yaml") || !text.includes(name)) continue;
      const file = `${plan.cluster.name}/${path}`;
      const lines = read.get(file) ?? manifestLines(text);
      read.set(file, lines);
      const lineOf = lines.get(`${kind} ${namespace}/${name}`);
      if (lineOf) return { file, line: lineOf(field) };
    }
    return undefined;
  };
  return (cluster, name) => {
    // What refuses a call may be in the cluster behind the last one that it got to.
    const own = plans.filter((plan) => plan.cluster.name === cluster);
    for (const plan of [...own, ...plans.filter((one) => !own.includes(one))]) {
      const place = placeIn(plan, name);
      if (place) return place;
    }
    return undefined;
  };
}
