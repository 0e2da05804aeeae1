import { setTimeout as sleep } from "node:timers/promises";
import { textOf } from "../machine/http-get.ts";
import { machineAddress } from "../machine/paths.ts";
import type { KubeApi } from "./kube-api.ts";
import { type ClusterPlace, istiodPort } from "./place.ts";

/** istiod waits for more changes for half a second at most, so what it has not sent by then is sent soon. */
const quietInMilliseconds = 1500;

/** What istiod has sent to a proxy, and what the proxy has taken: nonces by fields such as `cluster_sent` and `cluster_acked`. */
type ProxyStatus = Readonly<Record<string, unknown>> & { readonly proxy: string };

/**
 * Waits until istiod has sent nothing new for a while and these proxies, named `pod.namespace`, have taken it all. Returns what
 * they have not taken in so many seconds, as `pod.namespace: cluster listener`.
 */
export async function untakenPushes(
  place: ClusterPlace,
  api: KubeApi,
  proxies: () => readonly string[],
  seconds = 20,
): Promise<readonly string[]> {
  const token = await debugToken(api);
  const url = `http://${machineAddress}:${istiodPort(8080, place.index)}/debug/syncz`;
  const end = Date.now() + seconds * 1000;
  let since = Date.now();
  let before = "";
  let untaken: readonly string[] = [];
  while (Date.now() < end) {
    const statuses = JSON.parse((await textOf(url, { authorization: `Bearer ${token}` })) || "[]") as readonly ProxyStatus[];
    untaken = proxies().flatMap((name) => untakenBy(name, statuses));
    const sent = statuses.map(sentTo).sort().join("\n");
    if (sent !== before || untaken.length > 0) since = Date.now();
    if (Date.now() - since >= quietInMilliseconds) return [];
    before = sent;
    await sleep(250);
  }
  return untaken.length > 0 ? untaken : [`istiod of ${place.name} goes on sending`];
}

/** istiod lists proxies in any order. */
function sentTo(status: ProxyStatus): string {
  return `${status.proxy} ${Object.entries(status).filter(([field]) => field.endsWith("_sent"))}`;
}

function untakenBy(name: string, statuses: readonly ProxyStatus[]): readonly string[] {
  const status = statuses.find(({ proxy }) => proxy === name);
  if (!status) return [`${name}: not connected`];
  const kinds = Object.keys(status).flatMap((field) => /^(.+)_sent$/.exec(field)?.[1] ?? []);
  const late = kinds.filter((kind) => status[`${kind}_sent`] !== status[`${kind}_acked`]);
  return late.length > 0 ? [`${name}: ${late.join(" ")}`] : [];
}

/** istiod tells its state to the service accounts of its own namespace. */
async function debugToken(api: KubeApi): Promise<string> {
  const asked = { spec: { audiences: ["istio-ca"], expirationSeconds: 3600 } };
  const path = "/api/v1/namespaces/istio-system/serviceaccounts/default/token";
  return (await api.create<{ readonly status: { readonly token: string } }>(path, asked)).status.token;
}
