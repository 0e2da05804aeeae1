import { readManifests } from "../../1-load/yaml/read-manifests.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { bundleLimits } from "../../certificates/pem.ts";
import { readCertificates } from "../../certificates/read-certificate.ts";
import { Fields } from "./fields.ts";
import { checkMetadata, type ObjectHead, shownName } from "./object-head.ts";

/** What the second mesh configuration adds: roots for every proxy of the mesh, and trust domains that its workloads accept. */
export interface MeshTrust {
  readonly anchors: readonly Certificate[];
  readonly trustDomains: readonly string[];
}

const readAlready = new Map<string, readonly Certificate[]>();

/** The roots in a Secret for a gateway; other keys than `ca.crt` could come first, and are not modelled. */
export function readAnchors(head: ObjectHead): readonly Certificate[] {
  checkMetadata(head);
  const data = head.fields.only("apiVersion", "kind", "metadata", "stringData").fields("stringData").only("ca.crt");
  return certificatesOf(data, "ca.crt");
}

export function readMeshTrust(head: ObjectHead): MeshTrust {
  checkMetadata(head);
  const data = head.fields.only("apiVersion", "kind", "metadata", "data").fields("data").only("mesh");
  const { manifests, problem } = readManifests(data.text("mesh"));
  if (problem !== undefined || manifests.length !== 1) data.fail("mesh", "it cannot be read as one mapping of YAML");
  const entries = new Fields(manifests[0], "data.mesh", shownName(head.name)).only("caCertificates").list("caCertificates");
  const anchors: Certificate[] = [];
  for (const entry of entries) {
    entry.only("trustDomains", "pem");
    if (!entry.has("pem")) continue;
    // Istio looks at the first of an entry only (trustbundle.go, verifyTrustAnchor).
    const certificates = certificatesOf(entry, "pem");
    if (certificates.length > 1) entry.fail("pem", "one certificate is expected here");
    anchors.push(...certificates);
  }
  return { anchors, trustDomains: entries.flatMap((entry) => entry.texts("trustDomains")) };
}

/** The same bundles are in many clusters. */
function certificatesOf(fields: Fields, key: string): readonly Certificate[] {
  const pem = fields.text(key);
  const known = readAlready.get(pem);
  if (known) return known;
  const { certificates, problem } = readCertificates(pem, bundleLimits);
  if (problem !== undefined) fields.fail(key, `it ${problem}`);
  if (readAlready.size > 1000) readAlready.clear();
  readAlready.set(pem, certificates);
  return certificates;
}
