import type { Cluster, Federation } from "../../../2-resolve/federation.ts";
import { certificatesOf } from "../../../2-resolve/trusted-roots.ts";
import type { Certificate } from "../../../certificates/certificate.ts";
import { bundleLimits } from "../../../certificates/pem.ts";
import { readCertificates } from "../../../certificates/read-certificate.ts";
import type { ClusterInventory } from "../../../inventory/cluster-inventory.ts";
import { type StandingObject, textIn } from "../../../inventory/standing-object.ts";
import { error } from "../../rule.ts";

export const otherRoot = error("FED644", "root that the cluster does not use", {
  finds: `\
A public root certificate in the cluster's dump is none of those that
"trust.roots" has for it: the root of Istio's workloads (the ConfigMap
istio-ca-root-cert), or "ca.crt" beside the gateways' key pair.`,
  why: `\
Partners are told to trust the roots in the file. If certificates come from
another one, every TLS handshake with this cluster fails.`,
  wrongLead: "Wrong, where Istio's root is another certificate than root.pem:",
  wrong: `\
roots:
  shop-mesh: [{ file: root.pem }]`,
  rightLead: "Right: the one that the cluster has.",
  right: `\
roots:
  shop-mesh: [{ file: shop-root.pem }]`,
  remark: `\
  kubectl get configmap istio-ca-root-cert -n istio-system \\
    -o jsonpath='{.data.root-cert\\.pem}' > shop-root.pem`,
  check({ federation, inventory, at, report }) {
    for (const cluster of federation.clusters.values()) {
      const standing = inventory.of(cluster);
      if (!standing) continue;
      const { workloads, gateways } = cluster.written.trust ?? {};
      if (workloads?.root !== undefined) {
        const object = standing.find("ConfigMap", cluster.istio.rootNamespace, "istio-ca-root-cert") ?? anyRootCert(standing);
        const differing = object && differs(federation, cluster.workloadsRoot, textIn(object.data, "data", "root-cert.pem"), true);
        if (object && differing) reportRoot(cluster, at.value(workloads, "root"), object, differing, "workloads");
      }
      if (gateways) {
        const secrets = [cluster.credentials.ingress, cluster.credentials.egress].flatMap(
          (name) => standing.find("Secret", cluster.namespace, name) ?? [],
        );
        for (const object of secrets) {
          const differing = differs(federation, cluster.root, textIn(object.data, "data", "ca.crt"), false);
          if (differing) reportRoot(cluster, at.value(gateways, "root"), object, differing, "gateways");
        }
      }
    }

    function reportRoot(
      cluster: Cluster,
      place: ReturnType<typeof at.value>,
      object: StandingObject,
      certificate: Certificate,
      whose: string,
    ) {
      report({
        at: place,
        message: `certificates of \`${cluster.name}\`'s ${whose} come from \`${certificate.subject}\`, which this root does not have`,
        related: { at: object.at, message: `SHA-256 ${certificate.fingerprint.slice(0, 16)}…` },
        help: "add that certificate to the root, or name the root that has it",
      });
    }
  },
});

function anyRootCert(standing: ClusterInventory): StandingObject | undefined {
  return standing.all("ConfigMap").find(({ name }) => name === "istio-ca-root-cert");
}

/** A certificate of the text that a root lacks. One that is signed by another is an intermediate authority, which may go back to the root. */
function differs(federation: Federation, rootName: string | undefined, pem: string | undefined, all: boolean): Certificate | undefined {
  const root = rootName === undefined ? undefined : federation.roots.get(rootName);
  if (!root || pem === undefined || pem === "") return undefined;
  const known = new Set(certificatesOf(root).map(({ anchorId }) => anchorId));
  const { certificates } = readCertificates(pem, bundleLimits);
  const roots = certificates.filter(({ selfIssued }) => selfIssued);
  // A bundle may hold roots of others beside its own.
  if (all && roots.some(({ anchorId }) => known.has(anchorId))) return undefined;
  return roots.find(({ anchorId }) => !known.has(anchorId));
}
