import type { AlternativeEntry } from "../1-load/federation-file.ts";
import type { AssertedRequests } from "../2-resolve/asserted-requests.ts";
import { assertedCallers, isAbout } from "../2-resolve/assertion.ts";
import { type Callers, commonCallers, consumersCallers } from "../2-resolve/caller-lists.ts";
import type { Assertion, Grant } from "../2-resolve/federation.ts";
import { grantedPathsOf } from "../2-resolve/granted-calls.ts";
import { oncePer } from "./once-per.ts";
import { uniqueBy } from "./repeats.ts";

/** The grants in force that let a call through which a `never` forbids. */
export function breakingGrants(assertion: Assertion, grants: readonly Grant[]): readonly Grant[] {
  return uniqueBy(
    grants.filter((grant) => breaks(assertion, grant)),
    ({ allow }) => allow,
  );
}

/** The consumer's callers that the exposer allows. In mode gateways it cannot tell them apart. */
export function provenCallers({ mode }: Grant, { callers = "any" }: AlternativeEntry): Callers {
  return mode === "workloads" ? callers : "any";
}

/** The alternatives in force. A tcp grant without alternatives lets everything through. */
export function alternativesIn({ allow, exposure }: Grant): readonly AlternativeEntry[] {
  return exposure.service.protocol === "tcp" && allow.alternatives.length === 0 ? [{}] : allow.alternatives;
}

/** The paths of an alternative. Every assertion asks for them. */
export const pathsOf = oncePer(grantedPathsOf);

function breaks(assertion: Assertion, grant: Grant): boolean {
  const { consumer, exposure } = grant;
  const relation = { consumer: consumer.name, service: exposure.service.name, exposer: exposure.cluster.name };
  const requests = isAbout(assertion, relation) ? assertion.requests[exposure.service.protocol] : undefined;
  if (!requests) return false;
  return alternativesIn(grant).some((alternative) => {
    if (!admitsSome(requests, alternative)) return false;
    const callers = commonCallers(callersIn(grant), provenCallers(grant, alternative));
    return assertedCallers(assertion, relation, callers.includes("any") ? "any" : callers).length > 0;
  });
}

function admitsSome({ methods: asserted, paths }: AssertedRequests, alternative: AlternativeEntry): boolean {
  const { methods = "any" } = alternative;
  if (asserted && methods !== "any" && !asserted.some((method) => methods.includes(method))) return false;
  if (!paths) return true;
  const granted = pathsOf(alternative);
  return paths.some((path) => (path.endsWith("/*") ? granted.admitsSomeBelow(path.slice(0, -1)) : granted.covers(path)));
}

/** In mode gateways, fedc does not know who calls in a cluster that manages itself; in mode workloads the exposer insists on its list. */
function callersIn(grant: Grant): Callers {
  return grant.consumer.managed || grant.mode === "workloads" ? consumersCallers(grant) : "any";
}
