import { type TrustedPartner, trustedRoots } from "../../../2-resolve/trusted-roots.ts";
import { rootPlace } from "../../../2-resolve/written-places.ts";
import { bundleAnchors } from "../../../certificates/bundle-anchors.ts";
import type { Certificate } from "../../../certificates/certificate.ts";
import { permittedBy } from "../../../certificates/permitted-by.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** A root may vouch for the clusters that rely on it. */
export const rootConstraints: Rule = {
  code: "FED366",
  severity: "error",
  title: "root that may not sign for a cluster",
  finds: `\
A root limits itself to some names by name constraints, and these leave out a
cluster that relies on it.`,
  why: `\
Proxies accept no certificate for a name outside of the constraints, so all
calls of that cluster would fail. fedc narrows each root to its owners' names
and never widens it. These names must therefore lie within the constraints: as
the host of a URI and, for gateways, as DNS name and mail address too, if the
root limits those. The name is the cluster's hostname if the root signs for its
gateways, and the trust domain if it signs for its workloads.`,
  example: `\
Wrong: "Permitted: URI:.example.com", and a cluster with the hostname
c1.example.org.

Right: a name within the constraints, or a root without them.

To see them:

  openssl x509 -in trust/example-ca.pem -noout -ext nameConstraints`,
  check(context) {
    const { federation } = context;
    const constrained = new Set<Certificate>();
    for (const { items } of federation.roots.values())
      for (const { certificates } of items)
        for (const certificate of certificates) if (certificate.nameConstraints) constrained.add(certificate);
    if (constrained.size === 0) return;
    const reported = new Set<string>();
    for (const { place, partners } of trustedRoots(federation)) {
      const field = place === "workloads" ? "domain" : "hostname";
      // A trust domain that is missing is another rule's.
      const named = partners.filter(({ cluster }) => field === "hostname" || cluster.written.trust?.workloads?.domain !== undefined);
      for (const { certificate, names } of bundleAnchors(named))
        for (const name of names) {
          const owner = named.find((partner) => partner.name === name);
          const key = `${certificate.fingerprint} ${name}`;
          if (!owner || permittedBy(certificate, name, place === "workloads" ? "workloads" : "gateways") || reported.has(key)) continue;
          reported.add(key);
          reportOutside(certificate, owner, field, context);
        }
    }
  },
};

function reportOutside(
  certificate: Certificate,
  { name, cluster }: TrustedPartner,
  field: "hostname" | "domain",
  { federation, at, report }: RuleContext,
): void {
  const items = [...federation.roots.values()].flatMap((root) => root.items);
  const item = items.find(({ certificates }) => certificates.includes(certificate));
  if (!item) return;
  const { written } = cluster;
  const nameIs = field === "hostname" ? field : "trust domain";
  report({
    at: rootPlace(at, item.written),
    message: `\`${certificate.subject}\` limits itself to names that leave out \`${name}\``,
    related: {
      at: field === "hostname" ? at.value(written, field) : at.value(written.trust?.workloads ?? {}, field),
      message: `the ${nameIs} of \`${cluster.name}\`, which relies on it`,
    },
    help: `choose a ${nameIs} within the root's name constraints, or a root without them`,
  });
}
