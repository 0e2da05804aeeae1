import type { AlternativeEntry } from "../1-load/federation-file.ts";
import { assertedCallers, isAbout } from "../2-resolve/assertion.ts";
import { consumersCallers, coversCaller } from "../2-resolve/caller-lists.ts";
import { chooseRoute } from "../2-resolve/choose-route.ts";
import type { Assertion, Consumption, Grant, Route } from "../2-resolve/federation.ts";
import { matching } from "../2-resolve/matching-request.ts";
import type { RequiredCalls } from "../2-resolve/required-calls.ts";
import { failoverInForce, routesInForce } from "../2-resolve/routes-in-force.ts";
import { alternativesIn, pathsOf, provenCallers } from "./forbidden-calls.ts";

/** Why a part of an `always` does not hold. */
export type Shortfall =
  | { readonly kind: "unused" }
  | { readonly kind: "unreached"; readonly grant: Grant }
  | { readonly kind: "not allowed"; readonly grant: Grant };

/** Compares a part of an `always` with the grants in force of its cluster and service. Undefined if every such call can arrive. */
export function shortfallOf(assertion: Assertion, calls: RequiredCalls, grants: readonly Grant[]): Shortfall | undefined {
  const used = grants.filter((grant) => isMeant(assertion, calls, grant) && grant.users.some((user) => isListed(calls.caller, user)));
  const [first] = used;
  if (!first) return { kind: "unused" };
  const covering = used.filter((grant) =>
    callersOf(assertion, calls, grant).every((caller) =>
      alternativesIn(grant).some((alternative) => coversCaller(provenCallers(grant, alternative), caller) && admitsAll(calls, alternative)),
    ),
  );
  if (covering.some((grant) => !grant.pending && grant.users.some((consumption) => hasShare(consumption, grant, calls)))) return undefined;
  const [unreached] = covering;
  return unreached ? { kind: "unreached", grant: unreached } : { kind: "not allowed", grant: first };
}

/** Whether a consumption lists a caller. An assertion without a caller is about every caller. */
export function isListed(caller: string | undefined, { callers }: Consumption): boolean {
  return caller === undefined || coversCaller(callers, caller);
}

function isMeant(assertion: Assertion, { at }: RequiredCalls, { consumer, exposure }: Grant): boolean {
  const exposer = exposure.cluster.name;
  return (at === undefined || at === exposer) && isAbout(assertion, { consumer: consumer.name, service: exposure.service.name, exposer });
}

function callersOf(assertion: Assertion, { caller }: RequiredCalls, grant: Grant): readonly string[] {
  const { consumer, exposure } = grant;
  const relation = { consumer: consumer.name, service: exposure.service.name, exposer: exposure.cluster.name };
  return assertedCallers(assertion, relation, caller === undefined ? consumersCallers(grant) : [caller]);
}

/** Whether a consumption sends some of the calls to the exposer of a grant. */
function hasShare(consumption: Consumption, grant: Grant, calls: RequiredCalls): boolean {
  if (failoverInForce(consumption).includes(grant)) return true;
  const routes = routesInForce(consumption);
  const leads = ({ destinations }: Route) => destinations.some((destination) => destination.grant === grant && destination.weight > 0);
  const { protocol } = calls.service;
  if (protocol === "tcp") return routes.some(leads);
  const path = calls.path?.endsWith("/*") ? `${calls.path.slice(0, -1)}probe` : calls.path;
  return routes.filter(leads).some(({ match }) => {
    // An assertion has no headers, so any will do; its method and path count if it has them.
    const method = calls.method ?? (protocol === "grpc" && path !== undefined ? "POST" : (match?.methods?.[0] ?? "GET"));
    const request = matching({ method, path: path ?? "/", headers: {} }, match);
    if (!request || request.method !== method || (path !== undefined && request.path !== path)) return false;
    const chosen = chooseRoute(routes, request);
    return chosen !== undefined && leads(chosen);
  });
}

function admitsAll({ method, path }: RequiredCalls, alternative: AlternativeEntry): boolean {
  const { methods = "any" } = alternative;
  const hasMethod = methods === "any" || (method !== undefined && methods.includes(method));
  return hasMethod && pathsOf(alternative).covers(path ?? "/*");
}
