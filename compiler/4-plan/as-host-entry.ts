import type { Cluster, Consumption, Grant } from "../2-resolve/federation.ts";
import { routesInForce } from "../2-resolve/routes-in-force.ts";
import type { AnsweredName } from "./involvement.ts";
import { type Manifest, manifest, metadata } from "./manifest.ts";
import { objectName } from "./names.ts";
import { addressNote, entryPorts, firstHop, serversOf, useTls } from "./workload-uses.ts";

/** Where one port of a full host name leads in mode workloads, if all of it goes to one exposer as it is. */
function onlyGrant(consumption: Consumption): Grant | undefined {
  const [route, ...more] = routesInForce(consumption);
  const [destination, ...others] = route?.destinations ?? [];
  const { timeout, retries } = consumption.written;
  const plain = more.length + others.length === 0 && !route?.match && !consumption.callerLabels && timeout === undefined && !retries;
  return plain && destination?.grant?.mode === "workloads" ? destination.grant : undefined;
}

/** Whether a full host name needs no routes: in mode workloads all its ports lead to one exposer, in the same way. */
export function leadsByItself({ consumptions }: AnsweredName): boolean {
  const [first, ...others] = consumptions;
  const grant = first?.as?.namespace === undefined && first ? onlyGrant(first) : undefined;
  return (
    grant !== undefined && others.every((one) => onlyGrant(one)?.exposure.cluster === grant.exposure.cluster && one.via === first?.via)
  );
}

/** A full host name that leads by itself: in each caller's namespace it stands for the exposer's service. */
export function planHostEntry(
  federation: string,
  cluster: Cluster,
  host: string,
  namespace: string,
  here: readonly Consumption[],
): readonly Manifest[] {
  const grants = here.flatMap((one) => onlyGrant(one) ?? []);
  const [first] = here;
  const [grant] = grants;
  if (!first || !grant) throw new Error(`${host} leads nowhere`);
  const ports = entryPorts(here);
  const name = objectName(`federation-${host}`);
  const about = { federation, namespace };
  const { annotations, comment } = addressNote(here);
  const [tls, ...others] = here.map((one) => ({ port: one.port ?? 0, tls: useTls(cluster, (onlyGrant(one) ?? grant).exposure) }));
  const hop = firstHop(
    cluster,
    grant.exposure.cluster,
    first.via,
    ports.map(({ name }) => name),
  );
  return [
    manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "ServiceEntry",
        metadata: metadata(about, name, annotations),
        spec: {
          hosts: [host],
          location: "MESH_INTERNAL",
          exportTo: ["."],
          ports,
          subjectAltNames: [...new Set(grants.flatMap(({ exposure }) => serversOf(exposure)))].sort(),
          ...hop,
        },
      },
      "No Service bears this name: the agents' DNS proxy answers it, with an address that Istio gives.",
      ...comment,
    ),
    manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "DestinationRule",
        metadata: metadata(about, name),
        spec: {
          host,
          exportTo: ["."],
          trafficPolicy: {
            ...(tls && { tls: tls.tls }),
            ...(others.length > 0 && { portLevelSettings: others.map(({ port, tls }) => ({ port: { number: port }, tls })) }),
          },
        },
      },
      "Callers insist on the accounts that serve it; the server name tells the gateways where to.",
    ),
  ];
}
