import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, suppressed } from "../manifest.ts";
import { objectName } from "../names.ts";
import type { VirtualService } from "../objects.ts";
import { type AnsweringRoutes, httpRoutesOf, type LocalSubsets, tcpRoutesOf } from "./routes.ts";

/** The name and visibility of a local name's VirtualService in one namespace. */
interface Answered {
  readonly host: string;
  readonly name: string;
  readonly about: { readonly federation: string; readonly namespace: string; readonly service?: string | undefined };
  readonly exportTo: readonly string[];
  readonly comment: readonly string[];
}

/** The VirtualService of a local name: of a Service, or of a full host name. */
export function answeringVirtualService(
  view: ClusterView,
  { host, name, about, exportTo, comment }: Answered,
  answers: readonly AnsweringRoutes[],
  subsets: LocalSubsets,
): Manifest {
  const http = answers.filter((answer) => !isTcp(answer)).flatMap((answer) => httpRoutesOf(view, answer, subsets));
  const tcp = answers.filter(isTcp).flatMap((answer) => tcpRoutesOf(view, answer, subsets));
  // The analysis finds DestinationRules of other namespaces by hosts in cluster.local only (pkg/config/analysis/analyzers/util).
  const missed = tcp.length > 0 && view.cluster.istio.domain !== "cluster.local";
  const object: VirtualService = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata(about, objectName(`federation-${name}`), missed ? suppressed("IST0101") : {}),
    spec: { hosts: [host], exportTo, ...(http.length > 0 && { http }), ...(tcp.length > 0 && { tcp }) },
  };
  const mistaken = "IST0101 does not apply: the subset is in federation-egress; the analysis looks for cluster.local only.";
  return manifest(object, ...comment, ...(missed ? [mistaken] : []));
}

function isTcp({ consumption }: AnsweringRoutes): boolean {
  return consumption.service.protocol === "tcp";
}
