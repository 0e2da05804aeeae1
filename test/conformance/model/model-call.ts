import type { PlannedCall, TlsCall } from "../calls/call.ts";
import { podNamed } from "../calls/make-call.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { RunningPod } from "../cluster/pods.ts";
import type { Workspace } from "../federation/workspace.ts";

/** What the model has to know of the clusters: who runs there. */
export type ModelledClusters = ReadonlyMap<string, Pick<Cluster, "name" | "pods" | "pod" | "services" | "absentGateways">>;

/** A call that the model has nothing to say about. */
export class OutsideModel extends Error {}

/** A call as `fedc why --call` reads it. Throws OutsideModel if it cannot be said there. */
export function modelCall(call: PlannedCall, clusters: ModelledClusters, workspace: Workspace): object {
  const { what, from } = call;
  const caller = podNamed(clusters, from);
  if (what.kind === "tls") return externalCall(what, clusters, workspace);
  if (caller.proxy === "none") throw new OutsideModel("the caller has no proxy");
  const { namespace, account, labels } = caller;
  const workload = { kind: "workload", cluster: from.cluster, namespace, account, labels };
  if (what.kind === "tcp") return { from: { ...workload, host: what.host, port: what.port } };
  if (what.kind === "grpc") {
    const { host, port, path, headers } = what;
    return { from: { ...workload, host, port }, request: { method: "POST", path, headers } };
  }
  const [, host = "", port, path = "/"] = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(what.url) ?? [];
  return { from: { ...workload, host, port: Number(port ?? 80) }, request: { method: what.method, path, headers: what.headers } };
}

function externalCall(call: TlsCall, clusters: ModelledClusters, workspace: Workspace): object {
  const { port, sni, host, method, path, headers, certificate, to } = call;
  const { state, by, keyKind } = certificate ?? {};
  const oddity = state ?? (by === "leaf" ? "signed by a leaf" : keyKind && `over a key on ${keyKind}`);
  if (oddity !== undefined) throw new OutsideModel(`the certificate is ${oddity}`);
  const at = dialled(to.cluster, podNamed(clusters, to));
  const shown = certificate && { uris: certificate.uris, dns: certificate.dns, root: rootName(certificate.authority, workspace) };
  return {
    from: { kind: "externalClient", at, port, sni, host, ...(shown && { certificate: shown }) },
    request: { method, path, headers },
  };
}

function dialled(cluster: string, { proxy, owner, namespace, labels }: RunningPod): object {
  return proxy === "gateway" ? { cluster, gateway: gatewayKind(owner) } : { cluster, namespace, labels };
}

/** The key of `trust.roots` for an authority. One that is not there gets a name that cannot be one. */
function rootName(authority: string, workspace: Workspace): string {
  return workspace.rootOf(authority) ?? `unknown authority ${authority}`;
}

function gatewayKind(name: string): "ingress" | "egress" {
  return /egress/.test(name) ? "egress" : "ingress";
}

/** Gateways that a step has taken away, as the model names them: `cluster2/ingress`. */
export async function unavailableGateways(clusters: ModelledClusters): Promise<readonly string[]> {
  const found = [...clusters.values()].map(async (cluster) =>
    (await cluster.absentGateways()).map((gateway) => `${cluster.name}/${gatewayKind(gateway)}`),
  );
  return (await Promise.all(found)).flat();
}
