import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { bundleAnchors } from "../../certificates/bundle-anchors.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { permittedBy } from "../../certificates/permitted-by.ts";
import { grantsByGateways } from "../gateway-trust.ts";
import type { Rule } from "../rule.ts";
import { rootPlace } from "../written-places.ts";

/** A root may vouch for the clusters that rely on it. */
export const rootConstraints: Rule = {
  code: "FED366",
  severity: "error",
  title: "root that may not vouch for a cluster",
  explain: `\
A root can limit itself to some names by name constraints. Gateways believe no
certificate for a name outside them. fedc narrows each root to its owners'
hostnames and never widens it, so the hostnames must lie within what the root
allows itself: as the host of a URI, and where it limits those, as DNS name and
mail address too.

To see them:

  openssl x509 -in trust/example-ca.pem -noout -ext nameConstraints

Wrong: "Permitted: URI:.example.com", and a cluster with the hostname
c1.example.org.

Right: a hostname within the constraints, or a root without them.
`,
  check({ federation, at, report }) {
    const constrained = new Set<Certificate>();
    for (const { items } of federation.roots.values())
      for (const { certificates } of items)
        for (const certificate of certificates) if (certificate.nameConstraints) constrained.add(certificate);
    if (constrained.size === 0) return;
    const told = new Set<string>();
    for (const partners of bundles(federation))
      for (const { certificate, names } of bundleAnchors(partners.map((partner) => ownerOf(partner, federation))))
        for (const name of names) {
          if (permittedBy(certificate, name) || told.has(`${certificate.fingerprint} ${name}`)) continue;
          told.add(`${certificate.fingerprint} ${name}`);
          const owner = partners.find(({ hostname }) => hostname === name);
          const item = [...federation.roots.values()]
            .flatMap(({ items }) => items)
            .find(({ certificates }) => certificates.includes(certificate));
          if (!item || !owner) continue;
          report({
            at: rootPlace(at, item.written),
            message: `\`${certificate.subject}\` limits itself to names that leave out \`${name}\``,
            related: { at: at.value(owner.written, "hostname"), message: `the hostname of \`${owner.name}\`, which relies on it` },
            help: "choose a hostname within the root's name constraints, or a root without them",
          });
        }
  },
};

/** Those whose roots are trusted together: the consumers of each ingress gateway, and the exposers of each egress gateway. */
function bundles(federation: Federation): Iterable<readonly Cluster[]> {
  const found = new Map<string, Set<Cluster>>();
  const add = (key: string, partner: Cluster) => found.set(key, (found.get(key) ?? new Set()).add(partner));
  for (const { exposure, consumer } of grantsByGateways(federation)) {
    add(`ingress ${exposure.cluster.name}`, consumer);
    add(`egress ${consumer.name}`, exposure.cluster);
  }
  return [...found.values()].map((partners) => [...partners]);
}

function ownerOf({ hostname, root }: Cluster, { roots }: Federation) {
  return { name: hostname, certificates: (roots.get(root ?? "")?.items ?? []).flatMap(({ certificates }) => certificates) };
}
