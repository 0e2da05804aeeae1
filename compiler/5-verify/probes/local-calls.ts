import type { Exposure, Federation } from "../../2-resolve/federation.ts";
import type { Call } from "../../istio/call.ts";
import { besideName, otherPort } from "../facts.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import { request } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** Calls by an exposing cluster's own applications: by those that `protect` keeps, by others, and to another port of the same pods. */
export function* localCalls({ services }: Federation, sample: Sample): Generator<Call> {
  for (const exposure of services.flatMap(({ exposures }) => exposures)) {
    if (!exposure.cluster.managed) continue;
    const { protect = [], selector, local } = exposure;
    for (const account of sample.of([...listedAccounts(protect), ...accountsBeside(protect)], 2)) yield localCall(exposure, account);
    if (!selector) continue;
    const { from } = localCall(exposure, { namespace: local.namespace, account: "probe" });
    const host = `${besideName(exposure)}${local.fqdn.slice(local.name.length)}`;
    yield { from: { ...from, host, port: otherPort }, request: request("GET", "/") };
  }
}

/** An account of the exposing cluster calls the service by its own name there. */
export function localCall({ cluster, local, port, service }: Exposure, account: Account): Call {
  const from = { kind: "workload", cluster: cluster.name, ...account, labels: {}, host: local.fqdn, port } as const;
  return { from, ...(service.protocol !== "tcp" && { request: request("GET", "/") }) };
}
