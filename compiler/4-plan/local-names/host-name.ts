import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import { needsNoRoutes, soleGrant } from "../../2-resolve/sole-grant.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type Manifest, metadata, planned, suppressed } from "../manifest.ts";
import { objectName } from "../names.ts";
import { acceptedAccounts, planWorkloadHost } from "../workloads/workload-host.ts";
import { entryPorts, firstHop, serversOf, usePolicy } from "../workloads/workload-uses.ts";
import { localVirtualService } from "./routes.ts";

const resolvedByProxies = "No Service has this name. The DNS proxy of the Istio agents resolves it to an address that Istio assigns.";

/**
 * A host name that no Service has. The agents' DNS proxy resolves it, from a ServiceEntry in each caller's namespace. A ServiceEntry
 * exported from another namespace would be invisible under a `Sidecar` whose egress hosts are `./*`. A name that exists outside the mesh
 * keeps its address there, so that its other ports keep working.
 */
export function planHostName(view: ClusterView, { host, consumptions }: AnsweredLocalName): readonly Manifest[] {
  const plan = needsNoRoutes(consumptions) ? planHostWithoutRoutes : planHostWithRoutes;
  const namespaces = sorted(consumptions.flatMap(({ callers }) => (callers === "any" ? [] : callerNamespaces(callers))));
  return namespaces.flatMap((namespace) => {
    const here = consumptions.filter(({ callers }) => callers !== "any" && callerNamespaces(callers).includes(namespace));
    return plan(view, host, namespace, here);
  });
}

function planHostWithRoutes(view: ClusterView, host: string, namespace: string, here: readonly Consumption[]): readonly Manifest[] {
  const about = { federation: view.federation, namespace };
  const tcp = here.some(({ service }) => service.protocol === "tcp");
  const exists = here.some(({ create }) => !create);
  const answers = here.map((consumption) => ({ consumption, namespaces: undefined }));
  return [
    planned(
      "ServiceEntry",
      metadata(about, objectName(`federation-${host}`), tcp ? suppressed("IST0134") : {}),
      {
        hosts: [host],
        location: "MESH_EXTERNAL",
        resolution: exists ? "NONE" : "STATIC",
        exportTo: ["."],
        ports: entryPorts(here),
      },
      exists
        ? "The name exists outside the mesh. Without an address here, its own DNS resolves it, and its other ports keep working."
        : resolvedByProxies,
      ...(tcp ? ["IST0134 does not apply for this reason."] : []),
    ),
    localVirtualService(view, { host, name: host, about, exportTo: ["."], comment: [] }, answers, new Map()),
  ];
}

/** A full host name that needs no routes: in each caller's namespace, a ServiceEntry maps it to the exposer's service. */
function planHostWithoutRoutes(view: ClusterView, host: string, namespace: string, here: readonly Consumption[]): readonly Manifest[] {
  const { federation, cluster } = view;
  const [first] = here;
  const ports = here.flatMap((consumption) => {
    const grant = soleGrant(consumption);
    if (!grant) return [];
    return [{ exposure: grant.exposure, port: { number: consumption.port ?? 0 }, policy: usePolicy(grant, first?.via ?? "egress") }];
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
      ...lead.policy,
      ...(others.length > 0 && { portLevelSettings: others.map(({ port, policy }) => ({ port, ...policy })) }),
    },
    comments: { entry: resolvedByProxies, policy: acceptedAccounts },
  });
}
