import type { Cluster, Federation, LocalName } from "../2-resolve/federation.ts";
import { didYouMean } from "../findings/suggest.ts";

/** Says why a local name is not free, as the rest of a sentence that begins with the name. Undefined if it is free. */
export function nameOwners(federation: Federation): (name: LocalName, cluster: Cluster) => string | undefined {
  const hostnames = new Map([...federation.clusters.values()].map((cluster) => [cluster.hostname, cluster]));
  return (name, cluster) =>
    name.namespace === undefined ? ownerOfHost(name.host, cluster, federation, hostnames) : ownerOfService(name, cluster);
}

function ownerOfService({ name, namespace }: LocalName, cluster: Cluster): string | undefined {
  if (namespace === cluster.namespace) return "lies in the namespace of the gateways";
  if (namespace === cluster.istio.rootNamespace) return "lies in Istio's root namespace";
  if (namespace === "kube-system") return "lies in `kube-system`";
  return name === "kubernetes" && namespace === "default" ? "is the Kubernetes API" : undefined;
}

function ownerOfHost(host: string, cluster: Cluster, federation: Federation, hostnames: ReadonlyMap<string, Cluster>): string | undefined {
  const labels = host.split(".");
  const [named] = domainsOf(host).flatMap((suffix) => hostnames.get(suffix) ?? []);
  if (named) return `lies under the hostname of \`${named.name}\``;
  const last = labels.at(-1) ?? "";
  if (last === federation.name) return `lies under the federation's name, \`${last}\``;
  if (last === "internal") return "lies under `.internal`, where failover groups and workloads of the federation have their names";
  if (last === "localhost") return "lies under `localhost`, which is the pod itself";
  const { domain } = cluster.istio;
  if (host === domain || host.endsWith(`.${domain}`))
    return `lies under the cluster domain \`${domain}\`, but does not have the form of a Service, \`name.namespace.svc.${domain}\``;
  const under = labels[2] === "svc" ? labels.slice(3).join(".") : undefined;
  const misspelled = under === "" || (under !== undefined && didYouMean(under, [domain, "cluster.local"]) !== undefined);
  return misspelled || host.endsWith(".svc.cluster.local") ? `looks like a Service; its domain here is \`${domain}\`` : undefined;
}

/** A name and every name it lies under, longest first: `a.b.c`, `b.c`, `c`. */
export function domainsOf(name: string): readonly string[] {
  const labels = name.split(".");
  return labels.map((_, from) => labels.slice(from).join("."));
}
