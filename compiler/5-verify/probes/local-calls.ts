import type { Exposure } from "../../2-resolve/federation.ts";
import type { Workload } from "../../istio/call.ts";
import { besideName, otherPort } from "../facts.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import type { Probe } from "./probe.ts";
import { request } from "./requests.ts";

/** Calls by an exposing cluster's own applications: by those that `protect` keeps, by others, and to another port of the same pods. */
export function* localCalls(exposures: readonly Exposure[]): Generator<Probe> {
  for (const exposure of exposures) {
    if (!exposure.cluster.managed) continue;
    const { protect = [], selector, local } = exposure;
    for (const account of [...listedAccounts(protect), ...accountsBeside(protect)]) yield localCall(exposure, account);
    if (!selector) continue;
    const from = localCaller(exposure, { namespace: local.namespace, account: "probe" });
    const host = `${besideName(exposure)}${local.fqdn.slice(local.name.length)}`;
    yield { from: { ...from, host, port: otherPort }, requests: [request("GET", "/")] };
  }
}

/** An account of the exposing cluster calls the service by its own name there. */
export function localCall(exposure: Exposure, account: Account): Probe {
  return { from: localCaller(exposure, account), requests: [exposure.service.protocol === "tcp" ? undefined : request("GET", "/")] };
}

function localCaller({ cluster, local, port }: Exposure, account: Account): Workload {
  return { kind: "workload", cluster: cluster.name, ...account, labels: {}, host: local.fqdn, port };
}
