import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import { needsNoRoutes } from "../../2-resolve/sole-grant.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, suppressed } from "../manifest.ts";
import { objectName } from "../names.ts";
import { planHostEntry } from "./host-entry.ts";
import { portName } from "./routes.ts";
import { answeringVirtualService } from "./virtual-service.ts";

/**
 * A host name that no Service bears: the agents' DNS proxy answers it, from a ServiceEntry in each caller's namespace. One that
 * is exported from elsewhere is not seen under a `Sidecar` whose egress hosts are `./*`. A name that exists outside keeps the address
 * that it has there, so that its other ports stay.
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
      ? "Exists outside of the mesh: without an address here, its own DNS answers it, and its other ports stay."
      : "No Service bears this name: the agents' DNS proxy answers it, with an address that Istio gives.",
    ...(tcp ? ["IST0134 does not apply for that reason."] : []),
  );
}

function virtualService(view: ClusterView, host: string, namespace: string, here: readonly Consumption[]): Manifest {
  const answers = here.map((consumption) => ({ consumption, namespaces: undefined }));
  const about = { federation: view.federation, namespace };
  return answeringVirtualService(view, { host, name: host, about, exportTo: ["."], comment: [] }, answers, new Map());
}
