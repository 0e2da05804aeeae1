import type { AlternativeEntry, AssertedCall } from "../../../1-load/federation-file.ts";
import { type Callers, callerEntries, consumersCallers, coversCaller, meetsCaller } from "../../../2-resolve/caller-lists.ts";
import { chooseRoute } from "../../../2-resolve/choose-route.ts";
import type { Consumption, Grant, Route } from "../../../2-resolve/federation.ts";
import { grantedPathsOf } from "../../../2-resolve/granted-calls.ts";
import { matching } from "../../../2-resolve/matching-request.ts";
import { failoverInForce, routesInForce } from "../../../2-resolve/routes-in-force.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { isListed, misfits } from "../../asserted-calls.ts";
import { error, type RuleContext } from "../../rule.ts";

export const brokenAssertion = error("FED388", "assertion that the grants break", {
  afterOthers: true,
  finds: `\
A grant lets through a call that an assertion forbids ("never"), or no grant and
route let every call through that it requires ("always").`,
  why: `\
An assertion says what must hold whatever else changes, so people rely on it.
Any grant in force breaks a "never", even while an address is still pending.
An "always" needs one grant that lets every such call through, by a route with a
share above 0; a method or path that it leaves out means all of them. In mode
workloads, both the consumer and the exposing cluster must list the caller, and
"always" without "caller" means each caller that the consumer lists.`,
  wrongLead: `Wrong, where cluster1 is allowed [GET] on [/ratings/*]:`,
  wrong: `\
- never:  { from: cluster1, to: ratings, method: GET, path: /ratings/0 }
- always: { from: cluster1, to: ratings }`,
  right: `\
- never:  { from: cluster1, to: ratings, method: POST }
- always: { from: cluster1, to: ratings, method: GET, path: /ratings/0 }`,
  check(context) {
    for (const { kind, call } of context.asserted) {
      const { from, to, at } = call;
      const protocol = context.file.services[to]?.protocol;
      if (protocol && misfits(call, protocol).length > 0) continue; // FED369 reports it
      const grants = context.grants.filter(
        ({ consumer, exposure: { service, cluster } }) =>
          consumer.name === from && service.name === to && (at === undefined || cluster.name === at),
      );
      if (kind === "never") checkNever(call, grants, context);
      else checkAlways(call, grants, context);
    }
  },
});

function checkNever(call: AssertedCall, grants: readonly Grant[], { at, report }: RuleContext): void {
  const breaking = grants.find((grant) => {
    const callers = callersIn(grant);
    if (call.caller !== undefined && !coversCaller(callers, call.caller)) return false;
    const forbidden = call.caller === undefined ? callerEntries(callers) : [call.caller];
    return forbidden.some((caller) =>
      admits(grant, (alternative) => meetsCaller(provenCallers(grant, alternative), caller) && admitsSome(call, alternative)),
    );
  });
  if (!breaking) return;
  report({
    at: at.value(call, "to"),
    message: `\`${call.from}\` may make this call of \`${call.to}\` at \`${breaking.exposure.cluster.name}\``,
    related: { at: allowPlace(at, breaking.allow), message: "allowed here" },
    help: "narrow what is allowed, or remove the assertion",
  });
}

function checkAlways(call: AssertedCall, grants: readonly Grant[], context: RuleContext): void {
  const { at, report } = context;
  const used = grants.filter((grant) => grant.users.some((consumption) => isListed(call.caller, consumption)));
  const [first] = used;
  if (!first) {
    checkUnused(call, context);
    return;
  }
  const covering = used.filter((grant) =>
    (call.caller === undefined ? callerEntries(consumersCallers(grant)) : [call.caller]).every((caller) =>
      admits(grant, (alternative) => coversCaller(provenCallers(grant, alternative), caller) && admitsAll(call, alternative)),
    ),
  );
  if (covering.some((grant) => !grant.pending && grant.users.some((consumption) => hasShare(consumption, grant, call)))) return;
  const [unreached] = covering;
  report({
    at: at.value(call, "to"),
    message: unreached
      ? `no route in force takes \`${call.from}\` to \`${call.to}\` at \`${unreached.exposure.cluster.name}\``
      : `not every such call from \`${call.from}\` to \`${call.to}\` is allowed`,
    related: { at: allowPlace(at, (unreached ?? first).allow), message: unreached ? "allowed here, but not reached" : "what is allowed" },
    help: "allow it and route it, or assert less: a method and a path",
  });
}

/** The caller uses no grant in force. FED386 reports it if no consumption makes the call; this rule does if one makes it. */
function checkUnused(call: AssertedCall, { consumptions, exposures, at, report }: RuleContext): void {
  const { from, to, at: exposer, caller } = call;
  const isMade = consumptions.some(
    (consumption) =>
      consumption.service.name === to &&
      consumption.cluster.name === from &&
      consumption.inactive === undefined &&
      isListed(caller, consumption),
  );
  const isExposed = exposures.some(({ service, cluster }) => service.name === to && cluster.name === exposer);
  if (!isMade || (exposer !== undefined && !isExposed)) return;
  report({
    at: at.value(call, exposer === undefined ? "to" : "at"),
    message: `\`${from}\` uses no grant in force of \`${to}\`${exposer === undefined ? "" : ` at \`${exposer}\``}`,
    help: exposer === undefined ? "allow it and route it, or remove the assertion" : "let that cluster allow it, or name another one",
  });
}

/** Whether a consumption sends some of the asserted calls to the exposer of a grant. */
function hasShare(consumption: Consumption, grant: Grant, call: AssertedCall): boolean {
  if (failoverInForce(consumption).includes(grant)) return true;
  const routes = routesInForce(consumption);
  const leads = ({ destinations }: Route) => destinations.some((destination) => destination.grant === grant && destination.weight > 0);
  if (consumption.service.protocol === "tcp") return routes.some(leads);
  const asserted = pathOf(call);
  const path = asserted?.endsWith("/*") ? `${asserted.slice(0, -1)}probe` : asserted;
  return routes.filter(leads).some(({ match }) => {
    // An assertion has no headers, so any will do; its method and path count if it has them.
    const method = call.method ?? (call.rpc === undefined ? (match?.methods?.[0] ?? "GET") : "POST");
    const request = matching({ method, path: path ?? "/", headers: {} }, match);
    if (!request || request.method !== method || (path !== undefined && request.path !== path)) return false;
    const chosen = chooseRoute(routes, request);
    return chosen !== undefined && leads(chosen);
  });
}

/** In mode gateways, fedc does not know who calls in a cluster that manages itself; in mode workloads the exposer insists on its list. */
function callersIn(grant: Grant): Callers {
  return grant.consumer.managed || grant.mode === "workloads" ? consumersCallers(grant) : "any";
}

/** The consumer's callers whom the exposer lets through: in mode gateways it cannot tell them apart. */
function provenCallers({ mode }: Grant, { callers = "any" }: AlternativeEntry): Callers {
  return mode === "workloads" ? callers : "any";
}

/** A tcp grant without alternatives lets everything through. */
function admits({ allow, exposure }: Grant, isAdmitting: (alternative: AlternativeEntry) => boolean): boolean {
  return (exposure.service.protocol === "tcp" && allow.alternatives.length === 0) || allow.alternatives.some(isAdmitting);
}

function admitsSome(call: AssertedCall, alternative: AlternativeEntry): boolean {
  const { methods = "any" } = alternative;
  if (call.method !== undefined && methods !== "any" && !methods.includes(call.method)) return false;
  const path = pathOf(call);
  if (path === undefined) return true;
  const granted = grantedPathsOf(alternative);
  return path.endsWith("/*") ? granted.admitsSomeBelow(path.slice(0, -1)) : granted.covers(path);
}

function admitsAll(call: AssertedCall, alternative: AlternativeEntry): boolean {
  const { methods = "any" } = alternative;
  const hasMethod = methods === "any" || (call.method !== undefined && methods.includes(call.method));
  return hasMethod && grantedPathsOf(alternative).covers(pathOf(call) ?? "/*");
}

/** A gRPC call has the path `/package.Service/Method`. */
function pathOf({ path, rpc }: AssertedCall): string | undefined {
  return path ?? (rpc === undefined ? undefined : `/${rpc}`);
}
