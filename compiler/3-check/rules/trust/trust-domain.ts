import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Rule } from "../../rule.ts";
import { meshesAsWritten } from "../../workload-trust.ts";

/** A mesh in mode workloads has a trust domain that is its own. */
export const trustDomain: Rule = {
  code: "FED390",
  severity: "error",
  title: "trust domain that is not the mesh's own",
  finds: `\
Two meshes in mode workloads have the same trust domain, or a trust domain is
"cluster.local" or the cluster's hostname.`,
  why: `\
In mode workloads, a caller is its trust domain, namespace and service account,
and a root signs for one trust domain. Two meshes with one domain could sign for
each other's workloads, and policies could not tell local callers from a
partner's. Every mesh without a name of its own has "cluster.local". A cluster's
hostname is the trust domain of its gateways, and workloads must never look like
them.`,
  example: `\
Wrong:

  a:
    hostname: a.example.com
    trust: { workloads: { root: example-ca, domain: cluster.local } }
  b:
    hostname: b.example.com
    trust: { workloads: { root: example-ca, domain: b.example.com } }

Right:

  a:
    hostname: a.example.com
    trust: { workloads: { root: example-ca, domain: a.example } }
  b:
    hostname: b.example.com
    trust: { workloads: { root: example-ca, domain: b.example } }

The domain is what Istio was installed with ("meshConfig.trustDomain").`,
  check({ federation, at, report }) {
    const first = new Map<string, Cluster>();
    for (const [cluster] of meshesAsWritten(federation)) {
      const { name, hostname, written } = cluster;
      const workloads = written.trust?.workloads;
      if (workloads?.domain === undefined) continue;
      const { domain } = workloads;
      const other = first.get(domain);
      const place = at.value(workloads, "domain");
      if (!other) first.set(domain, cluster);
      if (domain === "cluster.local")
        report({
          at: place,
          message:
            "`cluster.local` is the trust domain of every mesh that has none of its own, so it does not tell meshes apart in mode workloads",
          help: "install Istio with a trust domain of its own, and write that",
        });
      else if (other)
        report({
          at: place,
          message: `\`${name}\` and \`${other.name}\` have the trust domain \`${domain}\`, so nobody can tell their workloads apart`,
          related: { at: at.value(other.written.trust?.workloads ?? {}, "domain"), message: `the trust domain of \`${other.name}\`` },
          help: "give each mesh a trust domain of its own",
        });
      else if (domain === hostname)
        report({
          at: place,
          message: `the trust domain of \`${name}\` is its hostname, which is the trust domain of its gateways`,
          related: { at: at.value(written, "hostname"), message: "its hostname" },
          help: "let one of the two be another name",
        });
    }
  },
};
