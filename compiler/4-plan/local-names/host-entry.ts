import type { Cluster, Consumption } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { soleGrant } from "../../2-resolve/sole-grant.ts";
import type { Manifest } from "../manifest.ts";
import { objectName } from "../names.ts";
import { planWorkloadHost } from "../workloads/workload-host.ts";
import { firstHop, serversOf, useTls } from "../workloads/workload-uses.ts";

/** A full host name that leads by itself: in each caller's namespace it stands for the exposer's service. */
export function planHostEntry(
  federation: string,
  cluster: Cluster,
  host: string,
  namespace: string,
  here: readonly Consumption[],
): readonly Manifest[] {
  const [first] = here;
  const ports = here.flatMap((one) => {
    const exposure = soleGrant(one)?.exposure;
    return exposure ? [{ exposure, port: { number: one.port ?? 0 }, tls: useTls(cluster, exposure) }] : [];
  });
  const [lead, ...others] = ports;
  if (!first || !lead) throw new Error(`${host} leads nowhere`);
  return planWorkloadHost({
    about: { federation, namespace },
    name: objectName(`federation-${host}`),
    host,
    exportTo: ["."],
    consumptions: here,
    servers: sorted(ports.flatMap(({ exposure }) => serversOf(exposure))),
    leadsTo: (names) => firstHop(cluster, lead.exposure.cluster, first.via, names),
    trafficPolicy: {
      tls: lead.tls,
      ...(others.length > 0 && { portLevelSettings: others.map(({ port, tls }) => ({ port, tls })) }),
    },
    comments: {
      entry: "No Service bears this name: the agents' DNS proxy answers it, with an address that Istio gives.",
      policy: "Callers insist on the accounts that serve it; the server name tells the gateways where to.",
    },
  });
}
