import type { Exposure, FederatedService, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { ServedSubset } from "../../2-resolve/served-subset.ts";
import { compare } from "../../findings/finding.ts";
import { type ClusterView, grantsIn, servingPodsOf } from "../cluster-view.ts";
import { metadata, type PlannedFile, planned } from "../manifest.ts";
import { isTcp, servedSubset, tlsPassthrough } from "../names.ts";
import type { TrafficPolicy } from "../objects.ts";

/** `local-<name>.<namespace>.yaml`: how the ingress gateway calls an exposed local Service. */
export function planLocalServices(view: ClusterView): readonly PlannedFile[] {
  const { home, inboundGrants } = view;
  const grantsByService = [...grouped(inboundGrants, ({ exposure }) => exposure.local.fqdn)].sort(([a], [b]) => compare(a, b));
  return grantsByService.flatMap(([fqdn, grants]) => {
    const [first, ...others] = exposuresOf(grants);
    const subsets = [...terminated(view, grantsIn("gateways", grants)), ...passedThrough(view, grantsIn("workloads", grants))];
    const http = grantsIn("gateways", grants).some((grant) => !isTcp(grant));
    if (!first || (!http && subsets.length === 0)) return [];
    const name = `local-${first.local.name}.${first.local.namespace}`;
    const service = others.length === 0 ? first.service.name : undefined;
    const rule = planned(
      "DestinationRule",
      metadata({ service, ...home }, name),
      {
        host: fqdn,
        exportTo: ["."],
        ...(http && { trafficPolicy: { connectionPool: { http: { useClientProtocol: true } } } }),
        ...(subsets.length > 0 && { subsets }),
      },
      "Applies only to calls from the ingress gateway.",
    );
    return [{ name: `${name}.yaml`, manifests: [rule] }];
  });
}

function exposuresOf(grants: readonly Grant[]): readonly Exposure[] {
  return [...new Set(grants.map(({ exposure }) => exposure))];
}

/** The selected pods of each service, called over the mesh's own TLS. */
function terminated(view: ClusterView, grants: readonly Grant[]) {
  return selectedPods(view, grants, servedSubset);
}

/** The subsets that serve these grants. A grant that all pods serve has none. */
function selectedPods(view: ClusterView, grants: readonly Grant[], nameOf: (service: FederatedService, named?: ServedSubset) => string) {
  const selected = grants.flatMap((grant) =>
    servingPodsOf(view, grant).flatMap(({ subset, labels }) => (labels ? [{ name: nameOf(grant.exposure.service, subset), labels }] : [])),
  );
  return [...new Map(selected.map((subset) => [subset.name, subset])).values()];
}

/** The same pods, or all, for TLS between the caller and the called workload. */
function passedThrough(view: ClusterView, grants: readonly Grant[]) {
  const trafficPolicy: TrafficPolicy = { tls: { mode: "DISABLE" } };
  const byAll = grants.some((grant) => servingPodsOf(view, grant).some(({ labels }) => !labels));
  return [
    ...(byAll ? [{ name: tlsPassthrough(undefined), trafficPolicy }] : []),
    ...selectedPods(view, grants, tlsPassthrough).map((subset) => ({ ...subset, trafficPolicy })),
  ];
}
