import { type TrustedPartner, trustedRoots } from "../../../2-resolve/trusted-roots.ts";
import { rootPlace } from "../../../2-resolve/written-places.ts";
import { bundleAnchors } from "../../../certificates/bundle-anchors.ts";
import type { Certificate } from "../../../certificates/certificate.ts";
import { permittedBy } from "../../../certificates/permitted-by.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, type RuleContext } from "../../rule.ts";

/** A partner whose name a root leaves out, and the field of its name. */
interface LeftOut {
  readonly certificate: Certificate;
  readonly partner: TrustedPartner;
  readonly field: "hostname" | "domain";
}

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
  check(context) {
    const { federation } = context;
    const certificates = [...federation.roots.values()].flatMap(({ items }) => items.flatMap((item) => item.certificates));
    if (certificates.every(({ nameConstraints }) => nameConstraints === undefined)) return;
    const leftOut = trustedRoots(federation).flatMap(({ place, partners }) => {
      const [scope, field] = place === "workloads" ? (["workloads", "domain"] as const) : (["gateways", "hostname"] as const);
      // FED389 reports a missing trust domain.
      const named = partners.filter(({ cluster }) => field === "hostname" || cluster.written.trust?.workloads?.domain !== undefined);
      const firstByName = new Map(named.toReversed().map((partner) => [partner.name, partner]));
      return bundleAnchors(named).flatMap(({ certificate, names }) =>
        names.flatMap((name): readonly LeftOut[] => {
          const partner = firstByName.get(name);
          return partner && !permittedBy(certificate, name, scope) ? [{ certificate, partner, field }] : [];
        }),
      );
    });
    for (const each of uniqueBy(leftOut, ({ certificate, partner }) => `${certificate.fingerprint} ${partner.name}`))
      reportLeftOut(each, context);
  },
});

function reportLeftOut({ certificate, partner, field }: LeftOut, { federation, at, report }: RuleContext): void {
  const items = [...federation.roots.values()].flatMap((root) => root.items);
  const item = items.find(({ certificates }) => certificates.includes(certificate));
  if (!item) return;
  const { name, written } = partner.cluster;
  const fieldName = field === "hostname" ? field : "trust domain";
  report({
    at: rootPlace(at, item.written),
    message: `\`${certificate.subject}\` limits itself to names that leave out \`${partner.name}\``,
    related: {
      at: field === "hostname" ? at.value(written, field) : at.value(written.trust?.workloads ?? {}, field),
      message: `the ${fieldName} of \`${name}\`, which relies on it`,
    },
    help: `choose a ${fieldName} within the root's name constraints, or a root without them`,
  });
}
