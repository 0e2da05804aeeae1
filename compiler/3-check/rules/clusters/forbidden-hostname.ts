import type { Federation } from "../../../2-resolve/federation.ts";
import { domainsOf } from "../../domain-suffix.ts";
import type { Rule } from "../../rule.ts";

/** A cluster's hostname lies in no domain that means something else to some cluster. */
export const forbiddenHostname: Rule = {
  code: "FED321",
  severity: "error",
  title: "hostname that means something else",
  finds: `\
A cluster's hostname is the base of every name that others use for it, and the
trust domain of its gateways.`,
  why: `\
It must not be, or lie, where other names are:

  - cluster.local, or the Services of another cluster domain;
  - localhost: the pod itself;
  - .internal below the federation's name: groups have their names there;
  - the trust domain of another cluster's mesh: a workload's identity there must
    never look like this cluster's gateway.

It need not exist in DNS. A name under a domain of yours is a good choice.`,
  example: `\
Wrong:

  hostname: c1.cluster.local

Right:

  hostname: c1.example.com`,
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
