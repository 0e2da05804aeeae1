import { bundleLimits } from "../../certificates/pem.ts";
import { readCertificates } from "../../certificates/read-certificate.ts";
import { gatewayIssuer } from "../../import/gateway-trust.ts";
import { isOfFedc, outerAddresses } from "../../import/remote-entries.ts";
import type { ClusterInventory, StandingInventory } from "../../inventory/cluster-inventory.ts";
import { checkClusterNames } from "../../inventory/cluster-names.ts";
import { exposableServices } from "../../inventory/exposable-services.ts";
import { type MeshSettings, meshSettings } from "../../inventory/mesh-settings.ts";
import { textIn } from "../../inventory/standing-object.ts";
import type { ProposedIssuer, ProposedRoot, ScaffoldCluster, StandingCluster } from "./standing-cluster.ts";

/** The clusters of dumps, with what these tell about each. `given` are hostnames from the command line, and clusters without a dump. */
export function proposedClusters(inventory: StandingInventory, given: readonly ScaffoldCluster[]): readonly ScaffoldCluster[] {
  checkClusterNames(inventory);
  const all = [...inventory.clusters.values()];
  const domains = all.map((standing) => trustDomainOf(meshOf(standing)));
  const isOwn = (domain: string) =>
    domain.includes(".") && domain !== "cluster.local" && domains.filter((one) => one === domain).length === 1;
  const proposed = all.map((standing, index): ScaffoldCluster => {
    const { cluster } = standing;
    const domain = domains[index] ?? "cluster.local";
    // A name below one that is the cluster's own cannot be somebody else's.
    const likely = isOwn(domain) ? `federation.${domain}` : `${cluster}.example.com`;
    return {
      name: cluster,
      hostname: given.find(({ name }) => name === cluster)?.hostname ?? likely,
      standing: whatStands(standing, domain),
    };
  });
  return [...proposed, ...given.filter(({ name }) => !inventory.clusters.has(name))];
}

function whatStands(standing: ClusterInventory, trustDomain: string): StandingCluster {
  const mesh = meshOf(standing);
  const normalization = mesh && textIn(mesh.mesh, "pathNormalization", "normalization");
  const rootNamespace = mesh && (textIn(mesh.mesh, "rootNamespace") ?? mesh.object.namespace);
  const revision = mesh && /^istio-(.+)$/.exec(mesh.object.name)?.[1];
  const issuers = issuersOf(standing);
  const namespace = standing.find("Namespace", "", "istio-private-gateways");
  const ingress = standing.all("Service").find((one) => isOfFedc(one) && one.name === "istio-private-ingressgateway");
  return {
    from: standing.from,
    trustDomain: trustDomain === "cluster.local" ? undefined : trustDomain,
    istio: {
      ...(rootNamespace !== undefined && rootNamespace !== "istio-system" && { rootNamespace }),
      ...(revision !== undefined && { revision }),
      ...(isNormalization(normalization) && { pathNormalization: normalization }),
    },
    takenNamespace: namespace && !isOfFedc(namespace) ? namespace : undefined,
    addresses: ingress ? outerAddresses(ingress) : [],
    balanced: standing.all("Service").flatMap((one) => {
      const addresses = one === ingress ? [] : outerAddresses(one);
      return addresses.length > 0 ? [{ title: one.title, addresses }] : [];
    }),
    hasService: (name, within) => standing.find("Service", within, name) !== undefined,
    issuers,
    root: rootOf(standing, issuers),
    services: exposableServices(standing),
  };
}

function isNormalization(text: string | undefined): text is string {
  return text !== undefined && ["NONE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"].includes(text);
}

function trustDomainOf(mesh: MeshSettings | undefined): string {
  return (mesh && textIn(mesh.mesh, "trustDomain")) ?? "cluster.local";
}

/** The mesh configuration of the cluster's only revision. */
function meshOf(standing: ClusterInventory): MeshSettings | undefined {
  const all = standing
    .all("ConfigMap")
    .filter(({ name, data }) => /^istio(-.+)?$/.test(name) && name !== "istio-federation" && textIn(data, "data", "mesh") !== undefined);
  const found = all.find(({ name }) => name === "istio") ?? (all.length === 1 ? all[0] : undefined);
  return found && meshSettings(standing, { rootNamespace: found.namespace ?? "", revision: /^istio-(.+)$/.exec(found.name)?.[1] });
}

/** The issuer that gateways use already, or else all that any namespace may use. */
function issuersOf(standing: ClusterInventory): readonly ProposedIssuer[] {
  const used = gatewayIssuer(standing);
  if (used?.ref.kind === "ClusterIssuer") return [{ name: used.ref.name, object: used.object }];
  return standing.all("ClusterIssuer").map((object) => ({ name: object.name, object }));
}

/** The public root behind the only issuer, if the dump has its Secret. */
function rootOf(standing: ClusterInventory, issuers: readonly ProposedIssuer[]): ProposedRoot | undefined {
  const [only, ...more] = issuers;
  const issuer = only && more.length === 0 ? standing.find("ClusterIssuer", "", only.name) : undefined;
  const secret = issuer && textIn(issuer.spec, "ca", "secretName");
  for (const object of standing.all("Secret")) {
    if (secret === undefined || object.name !== secret) continue;
    const pem = textIn(object.data, "data", "ca.crt") ?? textIn(object.data, "data", "tls.crt");
    const root = pem ? readCertificates(pem, bundleLimits).certificates.find(({ selfIssued }) => selfIssued) : undefined;
    if (pem && root) return { pem, object };
  }
  return undefined;
}
