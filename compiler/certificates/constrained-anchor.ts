import { compare } from "../findings/finding.ts";
import type { Certificate } from "./certificate.ts";
import { certificateFields, type Extension } from "./certificate-fields.ts";
import { type Asn1, asn1Element, firstByte, oidElement, tag, writeDer } from "./der.ts";
import { baseOf, nameConstraintsOid, nameKinds, subtreesOf } from "./name-constraints.ts";
import { certificatePem } from "./pem.ts";
import { type ConstraintScope, permittedBy } from "./permitted-by.ts";

/** id-alg-unsigned (RFC 9925). Nobody checks the signature of an anchor, so making one needs no key. */
const unsigned = "1.3.6.1.5.5.7.6.36";

/**
 * PEM of a trust anchor with the subject and key of `certificate` that can sign `names` only: as the host of a URI, as a DNS
 * name and as the host of a mail address, since Envoy compares an expected identity with alternative names of every kind.
 * For workloads it excludes all DNS names and mail addresses. DNS constraints go by suffix, and mail constraints by the part after
 * the last `@`. So `spiffe://other/ns/x/sa/y.<name>` or `…@<name>` would satisfy them, and a comparison by prefix would take
 * it for an account of `other` (measured for DNS names: scenario `two-subsets-of-one-service`).
 * All other fields are copied, the issuer too, since keys are also identified by issuer and serial number.
 * Throws if a name is outside the root's own name constraints; ask `permittedBy` before.
 */
export function constrainedAnchor(certificate: Certificate, names: readonly string[], scope: ConstraintScope = "gateways"): string {
  const sorted = [...new Set(names)].sort(compare);
  const anchors = madeBefore.get(certificate) ?? new Map<string, string>();
  const key = `${scope} ${sorted.join(" ")}`;
  const anchor = anchors.get(key) ?? newAnchor(certificate, sorted, scope);
  madeBefore.set(certificate, anchors.set(key, anchor));
  return anchor;
}

/** Every partner of a cluster trusts the same anchor for it. */
const madeBefore = new WeakMap<Certificate, Map<string, string>>();

function newAnchor(certificate: Certificate, sorted: readonly string[], scope: ConstraintScope): string {
  if (sorted.length === 0) throw new Error("an anchor without names would trust every name");
  for (const name of sorted) {
    // An empty name or a dot in front would permit more than one owner's names.
    if (!/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name)) throw new Error(`${JSON.stringify(name)} cannot be a name constraint`);
    if (!permittedBy(certificate, name, scope)) throw new Error(`${certificate.subject} may not sign ${name}`);
  }
  const fields = certificateFields(certificate.der);
  const algorithm = asn1Element(tag.sequence, [oidElement(unsigned)]);
  const body = asn1Element(tag.sequence, [
    asn1Element(tag.explicit(0), [asn1Element(tag.integer, "\x02")]),
    fields.serial,
    algorithm,
    fields.issuer,
    fields.validity,
    fields.subject,
    fields.publicKey,
    ...fields.uniqueIds,
    asn1Element(tag.explicit(3), [asn1Element(tag.sequence, limitedExtensions(fields.extensions, sorted, scope))]),
  ]);
  return certificatePem(writeDer(asn1Element(tag.sequence, [body, algorithm, asn1Element(tag.bitString, "\x00")])));
}

/** Narrows the root's name constraints in their place, or adds new ones at the end. */
function limitedExtensions(extensions: readonly Extension[], names: readonly string[], scope: ConstraintScope): Asn1[] {
  const limit = nameConstraints(extensions.find(({ oid }) => oid === nameConstraintsOid)?.value, names, scope);
  const nodes = extensions.map(({ oid, node }) => (oid === nameConstraintsOid ? limit : node));
  return nodes.includes(limit) ? nodes : [...nodes, limit];
}

function nameConstraints(own: Buffer | undefined, names: readonly string[], scope: ConstraintScope): Asn1 {
  const { permitted, excluded: ownExcluded } = own ? subtreesOf(own) : { permitted: [], excluded: [] };
  const subtree = (kind: number, name: string) => asn1Element(tag.sequence, [asn1Element(kind, name)]);
  // An empty DNS name excludes all. No mail constraint excludes all, so the permitted ones are also excluded.
  const noDnsNorMail = [subtree(nameKinds.dns, ""), ...names.map((name) => subtree(nameKinds.email, name))];
  const excluded = scope === "workloads" ? [...ownExcluded, ...noDnsNorMail] : ownExcluded;
  const kinds: readonly number[] = Object.values(nameKinds);
  const subtrees = names.flatMap((name) => kinds.map((kind) => subtree(kind, name)));
  const ofOtherKinds = permitted.filter((subtree) => !kinds.includes(firstByte(baseOf(subtree))));
  const value = asn1Element(tag.sequence, [
    asn1Element(tag.explicit(0), [...subtrees, ...ofOtherKinds]),
    ...(excluded.length > 0 ? [asn1Element(tag.explicit(1), excluded)] : []),
  ]);
  return asn1Element(tag.sequence, [
    oidElement(nameConstraintsOid),
    asn1Element(tag.boolean, "\xff"),
    asn1Element(tag.octetString, writeDer(value).toString("latin1")),
  ]);
}
