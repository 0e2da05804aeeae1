import type { Exposure, Federation } from "../../2-resolve/federation.ts";
import type { Call, Workload } from "../../istio/call.ts";
import { besideName, otherPort } from "../facts.ts";
import { type Account, accountsBeside, listedAccounts } from "./callers.ts";
import { request } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** An exposing cluster's own applications: those that stay allowed, and others. */
export function* localCalls({ services }: Federation, sample: Sample): Generator<Call> {
  for (const { exposures } of services)
    for (const exposure of exposures) {
      if (!exposure.cluster.managed) continue;
      const callers = exposure.protect ?? [];
      for (const account of sample.of([...listedAccounts(callers), ...accountsBeside(callers)], 2)) yield localCall(exposure, account);
      if (exposure.selector) yield { from: beside(exposure), request: request("GET", "/") };
    }
}

/** An account of the exposing cluster calls the service by its own name there. */
export function localCall(exposure: Exposure, account: Account): Call {
  return { from: local(exposure, account), ...(exposure.service.protocol !== "tcp" && { request: request("GET", "/") }) };
}

/** Another port of the same pods. */
function beside(exposure: Exposure): Workload {
  const { namespace, fqdn } = exposure.local;
  const host = `${besideName(exposure)}${fqdn.slice(exposure.local.name.length)}`;
  return { ...local(exposure, { namespace, account: "probe" }), host, port: otherPort };
}

function local({ cluster, local, port }: Exposure, account: Account): Workload {
  return { kind: "workload", cluster: cluster.name, ...account, labels: {}, host: local.fqdn, port };
}
