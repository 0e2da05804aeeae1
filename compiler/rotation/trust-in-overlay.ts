import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import { readManifests } from "../1-load/yaml/read-manifests.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { bundleLimits } from "../certificates/pem.ts";
import { readCertificates } from "../certificates/read-certificate.ts";
import { textIn } from "../inventory/standing-object.ts";

/** The trust of a cluster, by its overlay. */
export interface TrustInOverlay {
  /** The anchors of all bundles of its gateways. */
  readonly gateways: readonly Certificate[];
  /** The anchors of its mesh and their trust domains. An entry without certificates is for domains under the mesh's own root. */
  readonly workloads: readonly { readonly trustDomains: readonly string[]; readonly certificates: readonly Certificate[] }[];
}

type ReadTrust = { readonly trust: TrustInOverlay } | { readonly problem: string };

/** Reads an overlay's `trust.yaml`. `problem` is the rest of a sentence that begins with its name. */
export function trustInOverlay(text: string): ReadTrust {
  const { manifests, problem } = readManifests(text);
  return problem !== undefined ? { problem } : trustInManifests(manifests);
}

/** The same for objects that are read already. */
export function trustInManifests(manifests: readonly ManifestData[]): ReadTrust {
  const gateways: Certificate[] = [];
  const workloads: TrustInOverlay["workloads"][number][] = [];
  try {
    for (const manifest of manifests) {
      const name = textIn(manifest, "metadata", "name");
      if (manifest.kind === "Secret" && name?.endsWith("-cacert"))
        gateways.push(...certificatesIn(textIn(manifest, "stringData", "ca.crt") ?? ""));
      if (manifest.kind === "ConfigMap" && name === "istio-federation")
        workloads.push(...meshEntries(textIn(manifest, "data", "mesh") ?? ""));
    }
  } catch (error) {
    if (error instanceof UnreadableTrust) return { problem: error.message };
    throw error;
  }
  return { trust: { gateways, workloads } };
}

class UnreadableTrust extends Error {}

function meshEntries(mesh: string): TrustInOverlay["workloads"][number][] {
  const { manifests, problem } = readManifests(mesh);
  if (problem !== undefined) throw new UnreadableTrust("holds a mesh configuration that cannot be read as YAML");
  const entries = manifests.flatMap(({ caCertificates }) => (Array.isArray(caCertificates) ? (caCertificates as unknown[]) : []));
  return entries.filter(isMapping).map(({ trustDomains, pem }) => ({
    trustDomains: Array.isArray(trustDomains) ? trustDomains.filter((domain) => typeof domain === "string") : [],
    certificates: typeof pem === "string" ? certificatesIn(pem) : [],
  }));
}

/** Reads the certificates alone, whatever stands between them. */
function certificatesIn(bundle: string): Certificate[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    const { certificates, problem } = readCertificates(block, bundleLimits);
    if (problem !== undefined) throw new UnreadableTrust(problem);
    return certificates;
  });
}
