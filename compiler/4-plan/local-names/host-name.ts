import type { Cluster, Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import { needsNoRoutes, soleGrant } from "../../2-resolve/sole-grant.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, suppressed } from "../manifest.ts";
import { objectName } from "../names.ts";
import { planWorkloadHost } from "../workloads/workload-host.ts";
import { firstHop, serversOf, useTls } from "../workloads/workload-uses.ts";
import { portName } from "./routes.ts";
import { answeringVirtualService } from "./virtual-service.ts";

/**
 * A host name that no Service has. The agents' DNS proxy resolves it, from a ServiceEntry in each caller's namespace. A ServiceEntry
 * exported from another namespace would be invisible under a `Sidecar` whose egress hosts are `./*`. A name that exists outside the mesh
 * keeps its address there, so that its other ports keep working.
 */
export function planHostName(view: ClusterView, name: AnsweredLocalName): readonly Manifest[] {
  const { host, consumptions } = name;
  const byItself = needsNoRoutes(consumptions);
  const namespaces = sorted(consumptions.flatMap(({ callers }) => (callers === "any" ? [] : callerNamespaces(callers))));
  return namespaces.flatMap((namespace) => {
    const here = consumptions.filter(({ callers }) => callers !== "any" && callerNamespaces(callers).includes(namespace));
    if (byItself) return planHostEntry(view.federation, view.cluster, host, namespace, here);
    return [serviceEntry(view, host, namespace, here), virtualService(view, host, namespace, here)];
  });
}

function serviceEntry({ federation }: ClusterView, host: string, namespace: string, here: readonly Consumption[]): Manifest {
  const tcp = here.some(({ service }) => service.protocol === "tcp");
  const exists = here.some(({ create }) => !create);
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: metadata({ federation, namespace }, objectName(`federation-${host}`), tcp ? suppressed("IST0134") : {}),
      spec: {
        hosts: [host],
        location: "MESH_EXTERNAL",
        resolution: exists ? "NONE" : "STATIC",
        exportTo: ["."],
        ports: here.map((consumption) => ({
          number: consumption.port ?? 0,
          name: portName(consumption),
          protocol: consumption.service.protocol.toUpperCase(),
        })),
      },
    },
    exists
      ? "The name exists outside the mesh. Without an address here, its own DNS resolves it, and its other ports keep working."
      : "No Service has this name. The DNS proxy of the Istio agents resolves it to an address that Istio assigns.",
    ...(tcp ? ["IST0134 does not apply for this reason."] : []),
  );
}

function virtualService(view: ClusterView, host: string, namespace: string, here: readonly Consumption[]): Manifest {
  const answers = here.map((consumption) => ({ consumption, namespaces: undefined }));
  const about = { federation: view.federation, namespace };
  return answeringVirtualService(view, { host, name: host, about, exportTo: ["."], comment: [] }, answers, new Map());
}

/** A full host name that needs no routes: in each caller's namespace, a ServiceEntry maps it to the exposer's service. */
function planHostEntry(
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
