import type { Cluster, Federation, LocalName } from "../../2-resolve/federation.ts";
import type { Rule } from "../rule.ts";

/** No local name lies where names are fedc's own, Istio's or Kubernetes'. */
export const reservedLocalName: Rule = {
  code: "FED312",
  severity: "error",
  title: "reserved local name",
  explain: `\
A local name is how the applications of one cluster call a service. Some names
have an owner already, and answering them would break what relies on them:

  under a cluster's hostname, under the federation's name, under ".internal"
             the names by which clusters know each other
  in the gateways' namespace, in Istio's root namespace, in kube-system,
  kubernetes.default
             what the cluster itself lives from
  under a cluster domain, or like half a Service's name (a.b.svc)
             names that the cluster's DNS answers
  under "localhost"
             the pod itself

Wrong, where cluster2 has the hostname c2.example.com:

  as: reviews.c2.example.com

Right:

  as: reviews.default
`,
  check({ federation, at, report }) {
    const hostnames = new Map([...federation.clusters.values()].map((cluster) => [cluster.hostname, cluster]));
    const told = new Set<object>();
    for (const { consumptions } of federation.services)
      for (const { as, cluster, written } of consumptions) {
        if (!as || told.has(written)) continue;
        const owner = as.namespace === undefined ? ownerOfHost(as.host, cluster, federation, hostnames) : ownerOfService(as, cluster);
        if (owner === undefined) continue;
        told.add(written);
        report({
          at: at.value(written, "as"),
          message: `no local name of \`${cluster.name}\` can be \`${written.as}\`: it ${owner}`,
          help:
            as.namespace === undefined ? "choose a host name that nobody else answers" : "choose a name in a namespace of the applications",
        });
      }
  },
};

function ownerOfService({ name, namespace }: LocalName, cluster: Cluster): string | undefined {
  if (namespace === cluster.namespace) return "lies in the namespace of the gateways";
  if (namespace === cluster.istio.rootNamespace) return "lies in Istio's root namespace";
  if (namespace === "kube-system") return "lies in `kube-system`";
  return name === "kubernetes" && namespace === "default" ? "is the Kubernetes API" : undefined;
}

function ownerOfHost(host: string, cluster: Cluster, federation: Federation, hostnames: ReadonlyMap<string, Cluster>): string | undefined {
  const labels = host.split(".");
  for (let from = 0; from < labels.length; from++) {
    const named = hostnames.get(labels.slice(from).join("."));
    if (named) return `lies under the hostname of \`${named.name}\``;
  }
  const last = labels.at(-1) ?? "";
  if (last === federation.name) return `lies under the federation's name, \`${last}\``;
  if (last === "internal") return "lies under `.internal`, where failover groups and workloads of the federation have their names";
  if (last === "localhost") return "lies under `localhost`, which is the pod itself";
  const { domain } = cluster.istio;
  if (host === domain || host.endsWith(`.${domain}`))
    return `lies under the cluster domain \`${domain}\`, and is no Service of the form \`name.namespace.svc.${domain}\``;
  const halfOfOne = labels.length === 3 && last === "svc";
  return halfOfOne || host.endsWith(".svc.cluster.local") ? `looks like a Service; its domain here is \`${domain}\`` : undefined;
}
