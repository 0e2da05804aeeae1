import type { LocalName } from "../../../2-resolve/federation.ts";
import { nameOwners } from "../../name-owners.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const reservedLocalName = error("FED312", "reserved local name", {
  finds: `A local name lies where names already belong to fedc, Istio or Kubernetes.`,
  why: `\
A local name is how the applications of one cluster call a service. Some names
have an owner, and a second answer to them would break what relies on them:

  under a cluster's hostname, under the federation's name, under ".internal"
             the names by which clusters know each other
  in the gateways' namespace, in Istio's root namespace, in kube-system,
  kubernetes.default
             what the cluster itself needs to run
  under a cluster domain, or like half a Service's name (a.b.svc)
             names that the cluster's DNS answers
  under "localhost"
             the pod itself`,
  wrongLead: `Wrong, where cluster2 has the hostname c2.example.com:`,
  wrong: `as: reviews.c2.example.com`,
  right: `as: reviews.default`,
  check({ federation, consumptions, at, report }) {
    const ownerOf = nameOwners(federation);
    const owned = consumptions.flatMap(({ as, cluster, written }) => {
      const owner = as && ownerOf(as, cluster);
      return as && owner !== undefined ? { as, cluster, written, owner } : [];
    });
    for (const { as, cluster, written, owner } of uniqueBy(owned, (name) => name.written))
      report({
        at: at.value(written, "as"),
        message: `\`${written.as}\` cannot be a local name of \`${cluster.name}\`: it ${owner}`,
        help: helpFor(as),
      });
  },
});

function helpFor({ host, namespace }: LocalName): string {
  if (namespace !== undefined) return "choose a name in a namespace of the applications";
  const service = /^([^.]+\.[^.]+)\.svc(?:\.|$)/.exec(host)?.[1];
  return service === undefined ? "choose a host name that nothing else answers" : `if you mean the Service, write \`${service}\``;
}
