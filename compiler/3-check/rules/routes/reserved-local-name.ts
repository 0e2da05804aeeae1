import type { LocalName } from "../../../2-resolve/federation.ts";
import { nameOwners } from "../../name-owners.ts";
import type { Rule } from "../../rule.ts";

/** No local name lies where names are fedc's own, Istio's or Kubernetes'. */
export const reservedLocalName: Rule = {
  code: "FED312",
  severity: "error",
  title: "reserved local name",
  finds: `\
A local name is how the applications of one cluster call a service.`,
  why: `\
Some names
have an owner already, and answering them would break what relies on them:

  under a cluster's hostname, under the federation's name, under ".internal"
             the names by which clusters know each other
  in the gateways' namespace, in Istio's root namespace, in kube-system,
  kubernetes.default
             what the cluster itself lives from
  under a cluster domain, or like half a Service's name (a.b.svc)
             names that the cluster's DNS answers
  under "localhost"
             the pod itself`,
  example: `\
Wrong, where cluster2 has the hostname c2.example.com:

  as: reviews.c2.example.com

Right:

  as: reviews.default`,
  check({ federation, at, report }) {
    const ownerOf = nameOwners(federation);
    const reported = new Set<object>();
    for (const { consumptions } of federation.services)
      for (const { as, cluster, written } of consumptions) {
        if (!as || reported.has(written)) continue;
        const owner = ownerOf(as, cluster);
        if (owner === undefined) continue;
        reported.add(written);
        report({
          at: at.value(written, "as"),
          message: `no local name of \`${cluster.name}\` can be \`${written.as}\`: it ${owner}`,
          help: helpFor(as),
        });
      }
  },
};

function helpFor({ host, namespace }: LocalName): string {
  if (namespace !== undefined) return "choose a name in a namespace of the applications";
  const service = /^([^.]+\.[^.]+)\.svc(?:\.|$)/.exec(host)?.[1];
  return service === undefined ? "choose a host name that nobody else answers" : `if the Service is meant, write \`${service}\``;
}
