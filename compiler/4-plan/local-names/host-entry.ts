import type { Cluster, Consumption } from "../../2-resolve/federation.ts";
import { soleGrant } from "../../2-resolve/leads-by-itself.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { Manifest } from "../manifest.ts";
import { objectName } from "../names.ts";
import { planWorkloadHost } from "../workloads/workload-host.ts";
import { firstHop, serversOf, useTls } from "../workloads/workload-uses.ts";

/** A full host name that needs no routes: in each caller's namespace, a ServiceEntry maps it to the exposer's service. */
export function planHostEntry(
  federation: string,
  cluster: Cluster,
  host: string,
  namespace: string,
  here: readonly Consumption[],
): readonly Manifest[] {
  const [first] = here;
  const ports = here.flatMap((consumption) => {
    const exposure = soleGrant(consumption)?.exposure;
    return exposure ? [{ exposure, port: { number: consumption.port ?? 0 }, tls: useTls(cluster, exposure) }] : [];
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
      entry: "No Service has this name. The DNS proxy of the Istio agents resolves it to an address that Istio assigns.",
      policy: "Callers accept only the service accounts that serve it. Gateways route by the server name.",
    },
  });
}
