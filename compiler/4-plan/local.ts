import { sorted } from "../2-resolve/names.ts";
import { isTcp } from "./exposed-hosts.ts";
import type { Involvement } from "./involvement.ts";
import { manifest, metadata, type PlannedFile } from "./manifest.ts";
import { subsetName } from "./names.ts";

/** `local-<name>.<namespace>.yaml`: how the ingress gateway calls an exposed local Service. */
export function planLocalServices({ federation, cluster, offers }: Involvement): readonly PlannedFile[] {
  return sorted(offers.map(({ exposure }) => exposure.local.fqdn)).flatMap((fqdn) => {
    const served = offers.filter(({ exposure }) => exposure.local.fqdn === fqdn);
    const exposures = [...new Set(served.map(({ exposure }) => exposure))];
    const subsets = exposures.flatMap(({ service, subset }) => (subset ? [{ name: subsetName(service.name), labels: subset }] : []));
    const onlyTcp = served.every(isTcp);
    const first = exposures[0];
    if (!first || (onlyTcp && subsets.length === 0)) return [];
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
          ...(!onlyTcp && { trafficPolicy: { connectionPool: { http: { useClientProtocol: true } } } }),
          ...(subsets.length > 0 && { subsets }),
        },
      },
      "For calls from the ingress gateway only.",
    );
    return [{ name: `${name}.yaml`, manifests: [object] }];
  });
}
