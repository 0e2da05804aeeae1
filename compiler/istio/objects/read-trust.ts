import { readManifests } from "../../1-load/yaml/read-manifests.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { bundleLimits } from "../../certificates/pem.ts";
import { readCertificates } from "../../certificates/read-certificate.ts";
import { Fields } from "./fields.ts";
import { getOrMake } from "./indexed.ts";
import { type ObjectHead, partForIstio, shownName } from "./object-head.ts";

/** From the shared mesh configuration: roots for every proxy of the mesh, and further trust domains of workloads that it accepts. */
export interface MeshTrust {
  readonly anchors: readonly Certificate[];
  readonly trustDomains: readonly string[];
}

/** The roots in a gateway's Secret `…-cacert`. Istio could prefer other keys than `ca.crt`, so they are not modelled. */
export function readAnchors(head: ObjectHead): readonly Certificate[] {
  return certificatesOf(partForIstio(head, "stringData").only("ca.crt"), "ca.crt");
}

export function readMeshTrust(head: ObjectHead): MeshTrust {
  const data = partForIstio(head, "data").only("mesh");
  const { manifests, problem } = readManifests(data.text("mesh"));
  if (problem !== undefined || manifests.length !== 1) data.fail("mesh", "it cannot be read as one mapping of YAML");
  const entries = new Fields(manifests[0], "data.mesh", shownName(head.name)).only("caCertificates").list("caCertificates");
  const anchors = entries.flatMap((entry) => {
    if (!entry.only("trustDomains", "pem").has("pem")) return [];
    const certificates = certificatesOf(entry, "pem");
    // Istio uses only the first of an entry (pilot/pkg/trustbundle/trustbundle.go, verifyTrustAnchor).
    return certificates.length > 1 ? entry.fail("pem", "one certificate is expected here") : certificates;
  });
  return { anchors, trustDomains: entries.flatMap((entry) => entry.texts("trustDomains")) };
}

const cache = new Map<string, readonly Certificate[]>();

/** Cached, since many clusters have the same bundles. */
function certificatesOf(fields: Fields, key: string): readonly Certificate[] {
  if (cache.size > 1000) cache.clear();
  const pem = fields.text(key);
  return getOrMake(cache, pem, () => {
    const { certificates, problem } = readCertificates(pem, bundleLimits);
    return problem === undefined ? certificates : fields.fail(key, `it ${problem}`);
  });
}
