import { randomUUID } from "node:crypto";
import type { WireCall } from "../app/wire-call.ts";
import { authority } from "../authorities/authority.ts";
import { type Cluster, type Clusters, clusterNamed } from "../cluster/cluster.ts";
import type { RunningPod } from "../cluster/pods.ts";
import type { CallAnswer, PlannedCall, PodName, TlsCall } from "./call.ts";
import type { PodClients } from "./pod-clients.ts";

/** Makes a call as often as it is to be made, one after the other. Throws if the pod that makes it is not there. */
export async function makeCall(call: PlannedCall, clusters: Clusters, clients: PodClients): Promise<readonly CallAnswer[]> {
  const caller = podNamed(clusters, call.from);
  const wired = call.what.kind === "tls" ? await tlsWireCall(call.what, clusters) : call.what;
  const answers: CallAnswer[] = [];
  for (let made = 0; made < call.times; made++) answers.push(await clients.make(caller, namedAnew(wired)));
  return answers;
}

/** An application counts the tries of a call by a name that no proxy changes, as gateways change `x-request-id`. */
function namedAnew(call: WireCall): WireCall {
  if (call.kind === "tcp" || !("x-fail-first" in call.headers || "x-wait" in call.headers)) return call;
  return { ...call, headers: { ...call.headers, "x-call": randomUUID() } };
}

/** The pod that a name of a call stands for. Throws if there is none. */
export function podNamed(clusters: ReadonlyMap<string, Pick<Cluster, "pod">>, { cluster, pod }: PodName): RunningPod {
  return clusterNamed(clusters, cluster).pod(pod);
}

async function tlsWireCall(call: TlsCall, clusters: Clusters): Promise<WireCall> {
  const { port, sni, host, method, path, target, http, headers, certificate } = call;
  const { address } = podNamed(clusters, call.to);
  const pair = certificate && (await (await authority(certificate.authority)).shown(certificate));
  return { kind: "tls", address, port, sni, method, path: target ?? path, http, headers: { host, ...headers }, ...(pair && { pair }) };
}
