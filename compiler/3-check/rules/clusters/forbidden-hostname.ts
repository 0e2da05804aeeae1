import type { Federation } from "../../../2-resolve/federation.ts";
import { domainsOf } from "../../domain-suffix.ts";
import type { Rule } from "../../rule.ts";

export const forbiddenHostname: Rule = {
  code: "FED321",
  severity: "error",
  title: "hostname that means something else",
  finds: `\
A cluster's hostname is or lies in a domain that already has a meaning:

  - cluster.local, or the Services of another cluster domain;
  - localhost;
  - <federation>.internal;
  - the trust domain of another cluster's mesh.`,
  why: `\
The hostname is the base of all names that other clusters use for this one, and
the trust domain of its gateways. Under cluster.local or another cluster domain,
calls could end at a Service that is called the same. "localhost" is the pod
itself, and failover groups have their names under <federation>.internal. In the
trust domain of a mesh, a workload could have the identity of this gateway.`,
  example: `\
Wrong:

  hostname: c1.cluster.local

Right:

  hostname: c1.example.com

The name need not exist in DNS. A name under a domain of yours is a good choice.`,
  check({ federation, at, report }) {
    const taken = takenDomains(federation);
    const owned = new Map<string, string>();
    for (const { name, istio } of federation.clusters.values()) owned.set(istio.domain, `the cluster domain of \`${name}\``);
    for (const { name, hostname, trustDomain } of federation.clusters.values())
      if (trustDomain !== hostname) owned.set(trustDomain, `the trust domain of \`${name}\``);
    for (const { name, hostname, written } of federation.clusters.values()) {
      const domain = domainsOf(hostname).find((suffix) => taken.has(suffix));
      const reason = domain === undefined ? owned.get(hostname) : taken.get(domain);
      if (reason === undefined) continue;
      report({
        at: at.value(written, "hostname"),
        message: `\`${hostname}\` cannot be the hostname of \`${name}\`: it ${domain === undefined || domain === hostname ? "is" : `lies under \`${domain}\`,`} ${reason}`,
        help: "choose a name under a domain of yours; it need not exist in DNS",
      });
    }
  },
};

function takenDomains({ name: federation, clusters }: Federation): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  for (const { name, istio } of clusters.values()) taken.set(`svc.${istio.domain}`, `where Services of \`${name}\` have their names`);
  taken.set("cluster.local", "the usual cluster domain");
  taken.set("localhost", "the pod itself");
  taken.set(`${federation}.internal`, "where the federation's failover groups have their names");
  return taken;
}
