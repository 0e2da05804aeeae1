import { repeatsBy } from "../../repeats.ts";
import { error } from "../../rule.ts";
import { meshesAsWritten } from "../../trusted-clusters.ts";

export const trustDomain = error("FED390", "trust domain that is not the mesh's own", {
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
  wrong: `\
a:
  hostname: a.example.com
  trust: { workloads: { root: example-ca, domain: cluster.local } }
b:
  hostname: b.example.com
  trust: { workloads: { root: example-ca, domain: b.example.com } }`,
  right: `\
a:
  hostname: a.example.com
  trust: { workloads: { root: example-ca, domain: a.example } }
b:
  hostname: b.example.com
  trust: { workloads: { root: example-ca, domain: b.example } }`,
  remark: `The domain is what Istio was installed with ("meshConfig.trustDomain").`,
  check({ federation, at, report }) {
    const meshes = meshesAsWritten(federation).flatMap(({ cluster: { name, hostname, written } }) => {
      const { domain } = written.trust?.workloads ?? {};
      return domain === undefined ? [] : { name, hostname, written, domain, place: at.value(written.trust?.workloads ?? {}, "domain") };
    });
    const firsts = new Map(repeatsBy(meshes, ({ domain }) => domain).map(({ first, repeat }) => [repeat, first]));
    for (const mesh of meshes) {
      const { name, hostname, written, domain, place } = mesh;
      const other = firsts.get(mesh);
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
          message: `\`${name}\` and \`${other.name}\` have the trust domain \`${domain}\`, so policies cannot tell their workloads apart`,
          related: { at: other.place, message: `the trust domain of \`${other.name}\`` },
          help: "give each mesh a trust domain of its own",
        });
      else if (domain === hostname)
        report({
          at: place,
          message: `the trust domain of \`${name}\` is its hostname, which is the trust domain of its gateways`,
          related: { at: at.value(written, "hostname"), message: "its hostname" },
          help: "use another name for one of the two",
        });
    }
  },
});
