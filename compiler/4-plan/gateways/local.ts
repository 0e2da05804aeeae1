import type { Exposure, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { isTcp } from "../exposed-hosts.ts";
import { manifest, metadata, type PlannedFile } from "../manifest.ts";
import { servedSubset, tlsPassthrough } from "../names.ts";
import type { TrafficPolicy } from "../objects.ts";

/** `local-<name>.<namespace>.yaml`: how the ingress gateway calls an exposed local Service. */
export function planLocalServices({ federation, cluster, inboundGrants }: ClusterView): readonly PlannedFile[] {
  const byService = [...grouped(inboundGrants, ({ exposure }) => exposure.local.fqdn)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byService.flatMap(([fqdn, served]) => {
    const exposures = exposuresOf(served);
    const subsets = [...terminated(grantsIn("gateways", served)), ...passedThrough(grantsIn("workloads", served))];
    const http = grantsIn("gateways", served).some((grant) => !isTcp(grant));
    const first = exposures[0];
    if (!first || (!http && subsets.length === 0)) return [];
    const name = `local-${first.local.name}.${first.local.namespace}`;
    const service = exposures.length === 1 ? first.service.name : undefined;
    const object = manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "DestinationRule",
        metadata: metadata({ federation, namespace: cluster.namespace, service }, name),
        spec: {
          host: fqdn,
          exportTo: ["."],
          ...(http && { trafficPolicy: { connectionPool: { http: { useClientProtocol: true } } } }),
          ...(subsets.length > 0 && { subsets }),
        },
      },
      "Applies only to calls from the ingress gateway.",
    );
    return [{ name: `${name}.yaml`, manifests: [object] }];
  });
}

function exposuresOf(grants: readonly Grant[]): readonly Exposure[] {
  return [...new Set(grants.map(({ exposure }) => exposure))];
}

/** The selected pods of each service, called over the mesh's own TLS. */
function terminated(grants: readonly Grant[]) {
  return exposuresOf(grants).flatMap(({ service, subset }) => (subset ? [{ name: servedSubset(service), labels: subset }] : []));
}

/** The same pods, or all, for TLS between the caller and the called workload. */
function passedThrough(grants: readonly Grant[]) {
  const trafficPolicy: TrafficPolicy = { tls: { mode: "DISABLE" } };
  const exposures = exposuresOf(grants);
  const all = exposures.some(({ subset }) => !subset) ? [{ name: tlsPassthrough(undefined), trafficPolicy }] : [];
  const selected = exposures.flatMap(({ service, subset }) =>
    subset ? [{ name: tlsPassthrough(service), labels: subset, trafficPolicy }] : [],
  );
  return [...all, ...selected];
}
