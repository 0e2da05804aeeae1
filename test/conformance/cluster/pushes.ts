import { setTimeout as sleep } from "node:timers/promises";
import { textOf } from "../machine/http-get.ts";
import { machineAddress } from "../machine/paths.ts";
import type { KubeApi } from "./kube-api.ts";
import { type ClusterPlace, istiodPort } from "./place.ts";

/** istiod waits for more changes for half a second at most, so what it has not sent by then is sent soon. */
const quietInMilliseconds = 1500;

/** What istiod has sent to a proxy, and what the proxy has taken: nonces by fields such as `cluster_sent` and `cluster_acked`. */
type ProxyStatus = Readonly<Record<string, unknown>> & { readonly proxy: string };

/** Waits until istiod has sent nothing new for a while and these proxies, named `pod.namespace`, have taken it all. Returns whether they have in time. */
export async function pushesAreTaken(
  place: ClusterPlace,
  api: KubeApi,
  proxies: () => readonly string[],
  seconds: number,
): Promise<boolean> {
  const token = await debugToken(api);
  const url = `http://${machineAddress}:${istiodPort(8080, place.index)}/debug/syncz`;
  const end = Date.now() + seconds * 1000;
  let since = Date.now();
  let before = "";
  while (Date.now() < end) {
    const statuses = JSON.parse((await textOf(url, { authorization: `Bearer ${token}` })) || "[]") as readonly ProxyStatus[];
    const sent = JSON.stringify(statuses.map((status) => Object.entries(status).filter(([field]) => field.endsWith("_sent"))));
    if (sent !== before || !allTaken(statuses, proxies())) since = Date.now();
    if (Date.now() - since >= quietInMilliseconds) return true;
    before = sent;
    await sleep(250);
  }
  return false;
}

function allTaken(statuses: readonly ProxyStatus[], proxies: readonly string[]): boolean {
  return proxies.every((name) => {
    const status = statuses.find(({ proxy }) => proxy === name);
    return status !== undefined && Object.keys(status).every((field) => status[field] === status[field.replace(/_sent$/, "_acked")]);
  });
}

/** istiod tells its state to the service accounts of its own namespace. */
async function debugToken(api: KubeApi): Promise<string> {
  const asked = { spec: { audiences: ["istio-ca"], expirationSeconds: 3600 } };
  const path = "/api/v1/namespaces/istio-system/serviceaccounts/default/token";
  return (await api.create<{ readonly status: { readonly token: string } }>(path, asked)).status.token;
}
