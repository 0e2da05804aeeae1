import type { Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Call } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { atIngress, ownCertificate, waysToAsk } from "./at-gateways.ts";
import { grantedRequests } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** Of the requests that a partner may make of its other services, more than these are not tried at one. */
const requestsPerService = 12;

/** Partners that ask one service for what they are granted of another: the operations of two services must not add up. */
export function* callsAcross(known: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  for (const of of grouped(grants, ({ consumer, exposure }) => `${consumer.name} ${exposure.cluster.name}`).values()) {
    const http = of.filter(({ exposure }) => exposure.service.protocol !== "tcp");
    if (http.length < 2) continue;
    const all = http.flatMap(({ allow }) => grantedRequests(allow).flatMap((one) => one ?? []));
    const distinct = [...new Map(all.map((one) => [`${one.method} ${one.path}`, one])).values()];
    for (const grant of http)
      for (const asking of sample.of(waysToAsk(known, grant)))
        for (const request of sample.of(distinct).slice(0, requestsPerService))
          yield atIngress(asking, ownCertificate(grant.consumer), request);
  }
}
