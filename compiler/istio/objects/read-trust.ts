import { readManifests } from "../../1-load/yaml/read-manifests.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { bundleLimits } from "../../certificates/pem.ts";
import { readCertificates } from "../../certificates/read-certificate.ts";
import { Fields } from "./fields.ts";
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

const lastLine = "-----END CERTIFICATE-----\n";

/** By the text of one certificate. It is read once in a process, since every partner of a cluster has the same anchor for it. */
const readBefore = new Map<string, readonly Certificate[]>();

/** The largest number of certificates that are kept. */
const maxKept = 20_000;

function certificatesOf(fields: Fields, key: string): readonly Certificate[] {
  const pem = fields.text(key);
  const certificates: Certificate[] = [];
  for (let start = 0; start < pem.length; ) {
    const found = pem.indexOf(lastLine, start);
    const end = found === -1 ? pem.length : found + lastLine.length;
    const text = pem.slice(start, end);
    const read = readBefore.get(text) ?? readCertificates(text, bundleLimits).certificates;
    // The problem of a part may be another one in the whole text.
    if (read.length === 0) return readWhole(fields, key, pem);
    if (readBefore.size >= maxKept) readBefore.clear();
    readBefore.set(text, read);
    certificates.push(...read);
    start = end;
  }
  return certificates.length > 0 ? certificates : readWhole(fields, key, pem);
}

function readWhole(fields: Fields, key: string, pem: string): readonly Certificate[] {
  const { certificates, problem } = readCertificates(pem, bundleLimits);
  return problem === undefined ? certificates : fields.fail(key, `it ${problem}`);
}
