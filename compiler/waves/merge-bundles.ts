import { isMapping } from "../1-load/yaml/manifest-data.ts";
import { readManifests } from "../1-load/yaml/read-manifests.ts";
import type { ConfigMap, Secret } from "../4-plan/objects.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { constrainedAnchor } from "../certificates/constrained-anchor.ts";
import { bundleLimits } from "../certificates/pem.ts";
import { type ConstraintScope, permittedBy } from "../certificates/permitted-by.ts";
import { readCertificates } from "../certificates/read-certificate.ts";
import { compare } from "../findings/finding.ts";

/** The certificates of the file's roots, by `anchorId`. Anchors are derived from them. */
export type KnownRoots = ReadonlyMap<string, Certificate>;

/** An anchor in a bundle, as text, and the names that it may sign. */
interface Anchor {
  readonly id: string;
  readonly pem: string;
  readonly names: readonly string[];
}

/**
 * A bundle with the anchors of both. It has one anchor per subject and key, with the names of both, because Envoy uses only the first of
 * two.
 */
export function mergeSecrets(live: Secret, desired: Secret, roots: KnownRoots): Secret {
  const [before, after] = [anchorsIn(live.stringData["ca.crt"] ?? ""), anchorsIn(desired.stringData["ca.crt"] ?? "")];
  const text = mergeAnchors(before, after, roots, "gateways")
    .map(({ pem }) => pem)
    .join("");
  return { ...desired, stringData: { ...desired.stringData, "ca.crt": text } };
}

/** The same for the trust of the mesh. An entry without an anchor lists the domains that the mesh's own root signs. */
export function mergeMeshTrust(live: ConfigMap, desired: ConfigMap, roots: KnownRoots): ConfigMap {
  const [before, after] = [entriesIn(live.data.mesh ?? ""), entriesIn(desired.data.mesh ?? "")];
  const anchors = mergeAnchors(before.anchors, after.anchors, roots, "workloads");
  const shared = [...new Set([...before.shared, ...after.shared])].sort(compare);
  const entries = [
    ...anchors.map(({ names, pem }) => `- trustDomains: ${JSON.stringify(names)}\n  pem: |\n${pem.replace(/^(?=.)/gm, "    ")}`),
    ...(shared.length > 0 ? [`- trustDomains: ${JSON.stringify(shared)}\n`] : []),
  ];
  return { ...desired, data: { ...desired.data, mesh: `caCertificates:\n${entries.join("")}` } };
}

function mergeAnchors(before: readonly Anchor[], after: readonly Anchor[], roots: KnownRoots, scope: ConstraintScope): readonly Anchor[] {
  const old = new Map(before.map((anchor) => [anchor.id, anchor]));
  const extended = after.map((anchor) => {
    const other = old.get(anchor.id);
    const root = roots.get(anchor.id);
    const names = [...new Set([...anchor.names, ...(other?.names ?? [])])].sort(compare);
    // The root itself may permit fewer names than before; an anchor cannot permit more than its root.
    const permitted = root ? names.filter((name) => permittedBy(root, name, scope)) : [];
    return root && permitted.length > anchor.names.length
      ? { ...anchor, names: permitted, pem: constrainedAnchor(root, permitted, scope) }
      : anchor;
  });
  const ids = new Set(after.map(({ id }) => id));
  return [...extended, ...before.filter(({ id }) => !ids.has(id))];
}

function anchorsIn(bundle: string): readonly Anchor[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n?/g) ?? [];
  return blocks.flatMap((pem) => {
    const [certificate] = readCertificates(pem, bundleLimits).certificates;
    return certificate ? [{ id: certificate.anchorId, pem, names: [...(certificate.nameConstraints?.permitted.uri ?? [])] }] : [];
  });
}

function entriesIn(mesh: string): { readonly anchors: readonly Anchor[]; readonly shared: readonly string[] } {
  const [read] = readManifests(mesh).manifests;
  const entries = Array.isArray(read?.caCertificates) ? read.caCertificates.filter(isMapping) : [];
  const domains = (value: unknown) => (Array.isArray(value) ? value.filter((domain) => typeof domain === "string") : []);
  return {
    anchors: entries.flatMap(({ pem, trustDomains }) =>
      typeof pem === "string" ? anchorsIn(pem).map((anchor) => ({ ...anchor, names: domains(trustDomains) })) : [],
    ),
    shared: entries.flatMap(({ pem, trustDomains }) => (pem === undefined ? domains(trustDomains) : [])),
  };
}
