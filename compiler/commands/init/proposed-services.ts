import type { ExposableService } from "../../inventory/exposable-services.ts";
import type { ScaffoldCluster } from "./standing-cluster.ts";

/** The most services of a cluster that are listed. */
const maxListed = 40;

/** Comments with what each cluster could expose. Nothing is exposed by itself. Empty without dumps. */
export function proposedServiceLines(clusters: readonly ScaffoldCluster[]): string {
  const dumped = clusters.filter(({ standing }) => standing);
  if (dumped.length === 0) return "";
  const lists = dumped.flatMap(({ name, standing }) => {
    const services = standing?.services ?? [];
    const listed = services.slice(0, maxListed).map((service) => `#     ${serviceText(service)}`);
    const more = services.length - listed.length;
    if (services.length === 0) return [`#   ${name}: no Service with pods in the mesh`];
    return [`#   ${name}:`, ...listed, ...(more > 0 ? [`#     and ${more} more`] : [])];
  });
  const lines = [
    "#",
    "# What stands in the clusters, and could be exposed. Nothing is until you write it:",
    "#   fedc expose NAME --cluster CLUSTER --service SERVICE.NAMESPACE --port PORT --to CLUSTER --inventory DUMPS",
    ...lists,
  ];
  return `${lines.join("\n")}\n`;
}

function serviceText({ name, namespace, port, protocol }: ExposableService): string {
  return `${name}.${namespace}:${port}, ${protocol ?? "whose protocol no name of the port tells"}`;
}

/** A name of a federation's service after a Service. */
export function federationName(service: string): string {
  return /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/.test(service) ? service : "stock";
}
