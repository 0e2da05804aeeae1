/** The local name that a call is about, and what is not known about its calls. */
import type { Consumption, Federation } from "../../2-resolve/federation.ts";
import type { Call } from "../../istio/call.ts";
import type { Followable } from "./followed.ts";

/** The consumption with a service's name, or with a local name, which may be short if its `namespace` is given. */
export function consumptionOf(federation: Federation, cluster: string, name: string, namespace?: string): Consumption | undefined {
  const all = namedConsumptions(federation, cluster);
  const spellings = ({ as, port }: Consumption) => {
    const short = as?.namespace === undefined ? [] : [`${as.name}.${as.namespace}`, ...(as.namespace === namespace ? [as.name] : [])];
    return [as?.host, ...short].flatMap((host) => [`${host}:${port}`, ...(namespace === undefined ? [host] : [])]);
  };
  const active = (found: readonly Consumption[]) => found.find(({ inactive }) => inactive === undefined) ?? found[0];
  return (
    active(all.filter(({ service }) => service.name === name)) ?? active(all.filter((consumption) => spellings(consumption).includes(name)))
  );
}

/** The consumptions of a cluster that have a local name. */
export function namedConsumptions({ services }: Federation, cluster: string): readonly Consumption[] {
  return services.flatMap(({ consumptions }) => consumptions.filter(({ as, cluster: { name } }) => name === cluster && as));
}

/** The objects of others that the model does not know and that may touch a call, each as one sentence. */
export function unknownBeside({ beside, federation }: Followable, { from }: Call): readonly string[] {
  if (!beside || from.kind !== "workload") return [];
  const consumption = consumptionOf(federation, from.cluster, `${from.host}:${from.port}`, from.namespace);
  const unknown = consumption ? beside.unknownFor(consumption) : [];
  return unknown.map(({ cluster, object, reason }) => `${object.file}:${object.line}: ${object.title} of ${cluster}: ${reason}`);
}
