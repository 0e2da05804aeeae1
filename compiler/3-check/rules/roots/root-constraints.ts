import type { Root } from "../../../2-resolve/federation.ts";
import { type TrustedPartner, trustedRoots } from "../../../2-resolve/trusted-roots.ts";
import { rootPlace } from "../../../2-resolve/written-places.ts";
import { bundleAnchors } from "../../../certificates/bundle-anchors.ts";
import type { Certificate } from "../../../certificates/certificate.ts";
import { permittedBy } from "../../../certificates/permitted-by.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const rootConstraints = error("FED366", "root that may not sign for a cluster", {
  finds: `\
A root limits itself to some names by name constraints, and these leave out a
cluster that relies on it.`,
  why: `\
Proxies accept no certificate for a name outside of the constraints, so the
cluster's calls would fail. fedc narrows each root to its owners' names and
never widens it. These names must therefore lie within the constraints: as the
host of a URI and, for gateways, as DNS name and mail address too, if the root
limits those. The name is the cluster's hostname if the root signs for its
gateways, and the trust domain if it signs for its workloads.`,
  example: `\
Wrong: "Permitted: URI:.example.com", and a cluster with the hostname
c1.example.org.

Right: a name within the constraints, or a root without them.

To see them:

  openssl x509 -in trust/example-ca.pem -noout -ext nameConstraints`,
  check({ federation, at, report }) {
    const items = [...federation.roots.values()].flatMap((root) => root.items);
    if (items.every(({ certificates }) => certificates.every(({ nameConstraints }) => nameConstraints === undefined))) return;
    const leftOut = trustedRoots(federation).flatMap(({ place, partners }) => {
      const scope = place === "workloads" ? place : "gateways";
      // FED389 reports a missing trust domain.
      const named = partners.filter(({ cluster }) => scope === "gateways" || cluster.written.trust?.workloads?.domain !== undefined);
      return bundleAnchors(named).flatMap(({ certificate, names }) =>
        names
          .filter((name) => !permittedBy(certificate, name, scope))
          .flatMap((name) => {
            const partner = ownerOf(name, certificate, named);
            const item = partner && itemWith(certificate, [partner, ...named]);
            return partner && item ? { certificate, partner, item, scope } : [];
          }),
      );
    });
    const keyOf = ({ certificate, partner }: (typeof leftOut)[number]) => `${certificate.fingerprint} ${partner.name}`;
    for (const { certificate, partner, item, scope } of uniqueBy(leftOut, keyOf)) {
      const { name, written } = partner.cluster;
      const field = scope === "gateways" ? "hostname" : "trust domain";
      report({
        at: rootPlace(at, item.written),
        message: `\`${certificate.subject}\` limits itself to names that leave out \`${partner.name}\``,
        related: {
          at: scope === "gateways" ? at.value(written, "hostname") : at.value(written.trust?.workloads ?? {}, "domain"),
          message: `the ${field} of \`${name}\`, which relies on it`,
        },
        help: `choose a ${field} within the root's name constraints, or a root without them`,
      });
    }
  },
});

/** The partner of that name whose root has the certificate, or else one for the same key. */
function ownerOf(name: string, certificate: Certificate, partners: readonly TrustedPartner[]): TrustedPartner | undefined {
  const owners = partners.filter((partner) => partner.name === name);
  const has = (field: "fingerprint" | "publicKeyId") =>
    owners.find(({ certificates }) => certificates.some((own) => own[field] === certificate[field]));
  return has("fingerprint") ?? has("publicKeyId");
}

/** The entry of the first partner that has the certificate. Other roots of the file may have an equal one. */
function itemWith({ fingerprint }: Certificate, partners: readonly TrustedPartner[]): Root["items"][number] | undefined {
  const items = partners.flatMap(({ root }) => root?.items ?? []);
  return items.find(({ certificates }) => certificates.some((own) => own.fingerprint === fingerprint));
}
