import type { Federation } from "../../2-resolve/federation.ts";
import { domainsOf } from "../domain-suffix.ts";
import type { Rule } from "../rule.ts";

/** A cluster's hostname lies in no domain that means something else to some cluster. */
export const forbiddenHostname: Rule = {
  code: "FED321",
  severity: "error",
  title: "hostname that means something else",
  explain: `\
A cluster's hostname is the base of every name that others use for it, and the
trust domain of its gateways. It must not lie where other names are:

  - cluster.local, or another cluster domain: Services have their names there;
  - localhost: the pod itself;
  - .internal: failover groups of the federation have their names there;
  - the trust domain of a mesh, or under it: a workload's identity must never
    look like a gateway's.

It need not exist in DNS. A name under a domain of yours is a good choice.

Wrong:

  hostname: c1.cluster.local

Right:

  hostname: c1.example.com
`,
  check({ federation, at, report }) {
    const taken = takenDomains(federation);
    for (const { name, hostname, written } of federation.clusters.values()) {
      const domain = domainsOf(hostname).find((suffix) => taken.has(suffix));
      if (domain === undefined) continue;
      report({
        at: at.value(written, "hostname"),
        message: `\`${hostname}\` cannot be the hostname of \`${name}\`: ${domain === hostname ? "it is" : `it lies under \`${domain}\`,`} ${taken.get(domain)}`,
        help: "choose a name under a domain of yours; it need not exist in DNS",
      });
    }
  },
};

function takenDomains({ clusters }: Federation): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  for (const { name, trustDomain } of clusters.values()) taken.set(trustDomain, `the trust domain of \`${name}\``);
  for (const { name, istio } of clusters.values()) taken.set(istio.domain, `the cluster domain of \`${name}\``);
  taken.set("cluster.local", "the usual cluster domain");
  taken.set("localhost", "the pod itself");
  taken.set("internal", "where the federation's failover groups have their names");
  return taken;
}
