import { inside } from "../machine/network.ts";
import { run } from "../machine/run-command.ts";
import type { EndpointSlice, Service } from "./pod-objects.ts";
import type { RunningPod } from "./pods.ts";

/** The chain of the suite in the nat table of a pod. */
const chain = "CONFORMANCE";

/** Does what kube-proxy does, inside each pod: a ClusterIP becomes the address of a ready endpoint. Also knows what DNS answers. */
export class ServiceAddresses {
  #table = "";
  #names: ReadonlyMap<string, string> = new Map();
  readonly #written = new Map<string, string>();

  /** The address of a Service by its whole name, for a headless one that of a ready pod or `none`; undefined if there is no such Service. */
  lookup(name: string): string | undefined {
    return this.#names.get(name);
  }

  /** Brings the rules of all these pods in line with Services and endpoints. */
  async follow(services: readonly Service[], slices: readonly EndpointSlice[], pods: readonly RunningPod[]): Promise<void> {
    const endpoints = endpointsOf(slices);
    this.#names = new Map(
      services.map((service) => {
        const { name, namespace } = service.metadata;
        return [`${name}.${namespace}.svc.cluster.local`, addressOf(service, endpoints)];
      }),
    );
    const { translated, refused } = rulesOf(services, endpoints);
    this.#table = `${tableText("nat", translated)}${tableText("filter", refused)}`;
    const networks = pods.filter(({ ready }) => ready).map(({ network }) => network);
    await Promise.all(networks.map((network) => this.#write(network)));
    for (const network of this.#written.keys()) if (!networks.includes(network)) this.#written.delete(network);
  }

  async #write(network: string): Promise<void> {
    const before = this.#written.get(network);
    if (before === this.#table) return;
    const table = this.#table;
    // Behind the rules of Istio, so that only what Envoy sends itself comes here.
    const enter = before === undefined ? table.replaceAll("COMMIT", `-A OUTPUT -p tcp -j ${chain}\nCOMMIT`) : table;
    await run([...inside(network, "app"), "iptables-restore", "--noflush"], { input: enter });
    this.#written.set(network, table);
  }
}

function addressOf({ metadata, spec: { clusterIP = "", ports = [] } }: Service, endpoints: Endpoints): string {
  if (clusterIP !== "" && clusterIP !== "None") return clusterIP;
  const ready = ports.flatMap(({ name = "" }) => [...(endpoints.get(`${metadata.namespace}/${metadata.name}/${name}`) ?? [])]);
  return ready.sort()[0]?.replace(/:\d+$/, "") ?? "none";
}

/** Services whose endpoints are not yet their ready pods: their controller takes a moment longer than that of Deployments. */
export function lateServices(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  pods: readonly RunningPod[],
): readonly string[] {
  return services.flatMap(({ metadata: { name, namespace }, spec: { selector } }) => {
    if (!selector) return [];
    const selected = Object.entries(selector);
    const isBehind = ({ ready, ...pod }: RunningPod) =>
      ready && pod.namespace === namespace && selected.every(([key, value]) => pod.labels[key] === value);
    const own = slices.filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name,
    );
    const endpoints = own.flatMap((slice) => slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    const listed = new Set(endpoints.flatMap(({ addresses }) => addresses));
    const behind = new Set(pods.filter(isBehind).map(({ address }) => address));
    return behind.size === listed.size && [...behind].every((address) => listed.has(address)) ? [] : [`Service ${namespace}/${name}`];
  });
}

/** From `namespace/service/port` to `address:port`. */
type Endpoints = ReadonlyMap<string, ReadonlySet<string>>;

function endpointsOf(slices: readonly EndpointSlice[]): Endpoints {
  const found = new Map<string, Set<string>>();
  for (const { metadata, ports, endpoints } of slices)
    for (const { name = "", port } of ports ?? []) {
      const key = `${metadata.namespace}/${metadata.labels?.["kubernetes.io/service-name"]}/${name}`;
      const all = found.get(key) ?? new Set();
      for (const { addresses, conditions } of endpoints ?? [])
        if (conditions?.ready !== false) for (const address of addresses) all.add(`${address}:${port}`);
      found.set(key, all);
    }
  return found;
}

function tableText(name: string, rules: readonly string[]): string {
  return [`*${name}`, `:${chain} - [0:0]`, ...rules, "COMMIT", ""].join("\n");
}

/** As kube-proxy has it, connections to a Service without endpoints are refused. */
function rulesOf(services: readonly Service[], endpoints: Endpoints) {
  const translated: string[] = [];
  const refused: string[] = [];
  for (const { metadata, spec } of services)
    for (const { name = "", port } of spec.ports ?? []) {
      if (!spec.clusterIP || spec.clusterIP === "None") continue;
      const targets = [...(endpoints.get(`${metadata.namespace}/${metadata.name}/${name}`) ?? [])].sort();
      const rule = `-A ${chain} -p tcp -d ${spec.clusterIP} --dport ${port}`;
      translated.push(...translations(rule, targets));
      if (targets.length === 0) refused.push(`${rule} -j REJECT --reject-with tcp-reset`);
    }
  return { translated, refused };
}

/** Rules that lead connections to these targets by turns. */
export function translations(rule: string, targets: readonly string[]): readonly string[] {
  return targets.map((target, index) => {
    const left = targets.length - index;
    const turn = left > 1 ? ` -m statistic --mode nth --every ${left} --packet 0` : "";
    return `${rule}${turn} -j DNAT --to-destination ${target}`;
  });
}
