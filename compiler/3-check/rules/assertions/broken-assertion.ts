import type { AlternativeEntry, AssertedCall } from "../../../1-load/federation-file.ts";
import { type Callers, callerEntries, consumersCallers, coversCaller, meetsCaller } from "../../../2-resolve/caller-lists.ts";
import { chooseRoute } from "../../../2-resolve/choose-route.ts";
import type { Consumption, Grant, Route } from "../../../2-resolve/federation.ts";
import { grantedPathsOf } from "../../../2-resolve/granted-calls.ts";
import { matching } from "../../../2-resolve/matching-request.ts";
import { failoverInForce, routesInForce } from "../../../2-resolve/routes-in-force.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { type Asserted, assertedCalls, isListed, misfits } from "../../asserted-calls.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** What is asserted holds for what is granted. */
export const brokenAssertion: Rule = {
  code: "FED388",
  severity: "error",
  afterOthers: true,
  title: "assertion that the grants break",
  finds: `\
A grant lets through a call that an assertion forbids ("never"), or no grant and
route let every call through that it requires ("always").`,
  why: `\
An assertion says what must hold whatever else changes, so somebody relies on
it. Any grant in force breaks a "never", even while an address is still pending.
An "always" needs one grant that lets every such call through, by a route with a
share above 0; a method or path that it leaves out means all of them. In mode
workloads, both the consumer and the exposing cluster must list the caller, and
"always" without "caller" means each caller that the consumer lists.`,
  example: `\
Wrong, where cluster1 is allowed [GET] on [/ratings/*]:

  - never:  { from: cluster1, to: ratings, method: GET, path: /ratings/0 }
  - always: { from: cluster1, to: ratings }

Right:

  - never:  { from: cluster1, to: ratings, method: POST }
  - always: { from: cluster1, to: ratings, method: GET, path: /ratings/0 }`,
  check(context) {
    for (const asserted of assertedCalls(context.file)) {
      const { from, to, at } = asserted.call;
      const protocol = context.file.services[to]?.protocol;
      if (protocol && misfits(asserted.call, protocol).length > 0) continue; // another rule's
      const fitting = context.federation.grants.filter(
        ({ inactive, consumer, exposure }) =>
          inactive === undefined &&
          consumer.name === from &&
          exposure.service.name === to &&
          (at === undefined || exposure.cluster.name === at),
      );
      if (asserted.kind === "never") checkNever(asserted, fitting, context);
      else checkAlways(asserted, fitting, context);
    }
  },
};

function checkNever({ call }: Asserted, grants: readonly Grant[], { at, report }: RuleContext): void {
  const breaking = grants.find((grant) => {
    const callers = callersIn(grant);
    if (call.caller !== undefined && !coversCaller(callers, call.caller)) return false;
    const asked = call.caller === undefined ? callerEntries(callers) : [call.caller];
    return asked.some((caller) =>
      admits(grant, (alternative) => meetsCaller(provenCallers(grant, alternative), caller) && admitsSome(call, alternative)),
    );
  });
  if (!breaking) return;
  report({
    at: at.value(call, "to"),
    message: `\`${call.from}\` may make this call of \`${call.to}\` at \`${breaking.exposure.cluster.name}\``,
    related: { at: allowPlace(at, breaking.allow), message: "allowed here" },
    help: "narrow what is allowed, or take the assertion away",
  });
}

function checkAlways({ call }: Asserted, grants: readonly Grant[], { federation, at, report }: RuleContext): void {
  const used = grants.filter((grant) => grant.users.some((consumption) => isListed(call.caller, consumption)));
  const [first] = used;
  if (!first) {
    // A call that nobody makes is another rule's; here somebody does, and no grant in force leads anywhere.
    const service = federation.services.find(({ name }) => name === call.to);
    const isMade = service?.consumptions.some(
      (one) => one.cluster.name === call.from && one.inactive === undefined && isListed(call.caller, one),
    );
    if (isMade && (call.at === undefined || service?.exposures.some(({ cluster }) => cluster.name === call.at)))
      report({
        at: at.value(call, call.at === undefined ? "to" : "at"),
        message: `\`${call.from}\` has no grant in force of \`${call.to}\`${call.at === undefined ? "" : ` at \`${call.at}\``} that it uses`,
        help:
          call.at === undefined ? "allow it and route it, or take the assertion away" : "let that cluster allow it, or name another one",
      });
    return;
  }
  const covering = used.filter((grant) =>
    (call.caller === undefined ? callerEntries(consumersCallers(grant)) : [call.caller]).every((caller) =>
      admits(grant, (alternative) => coversCaller(provenCallers(grant, alternative), caller) && admitsAll(call, alternative)),
    ),
  );
  if (covering.some((grant) => !grant.pending && grant.users.some((consumption) => hasShare(consumption, grant, call)))) return;
  const [waiting] = covering;
  report({
    at: at.value(call, "to"),
    message: waiting
      ? `no route in force takes \`${call.from}\` to \`${call.to}\` at \`${waiting.exposure.cluster.name}\``
      : `not every such call of \`${call.from}\` to \`${call.to}\` is allowed`,
    related: { at: allowPlace(at, (waiting ?? first).allow), message: waiting ? "allowed here, but not reached" : "what is allowed" },
    help: "allow it and route it, or assert less: a method and a path",
  });
}

function hasShare(consumption: Consumption, grant: Grant, call: AssertedCall): boolean {
  if (failoverInForce(consumption).includes(grant)) return true;
  const routes = routesInForce(consumption);
  const leads = ({ destinations }: Route) => destinations.some((destination) => destination.grant === grant && destination.weight > 0);
  if (consumption.service.protocol === "tcp") return routes.some(leads);
  const path = pathOf(call);
  const asked = path?.endsWith("/*") ? `${path.slice(0, -1)}probe` : path;
  return routes.filter(leads).some(({ match }) => {
    // Headers are not asserted, so that any will do; the method and the path are, where they are written.
    const method = call.method ?? (call.rpc === undefined ? (match?.methods?.[0] ?? "GET") : "POST");
    const request = matching({ method, path: asked ?? "/", headers: {} }, match);
    if (!request || request.method !== method || (asked !== undefined && request.path !== asked)) return false;
    const chosen = chooseRoute(routes, request);
    return chosen !== undefined && leads(chosen);
  });
}

/** Who calls in a cluster that manages itself is not known in mode gateways; in mode workloads the exposer insists on its list. */
function callersIn(grant: Grant): Callers {
  return grant.consumer.managed || grant.mode === "workloads" ? consumersCallers(grant) : "any";
}

/** Whom the exposer lets through of those whom the consumer lists: in mode gateways it cannot tell them apart. */
function provenCallers({ mode }: Grant, { callers = "any" }: AlternativeEntry): Callers {
  return mode === "workloads" ? callers : "any";
}

/** A tcp grant without alternatives lets everything through. */
function admits({ allow, exposure }: Grant, by: (alternative: AlternativeEntry) => boolean): boolean {
  return (exposure.service.protocol === "tcp" && allow.alternatives.length === 0) || allow.alternatives.some(by);
}

function admitsSome(call: AssertedCall, alternative: AlternativeEntry): boolean {
  const { methods = "any" } = alternative;
  const byMethod = call.method === undefined || methods === "any" || methods.includes(call.method);
  const path = pathOf(call);
  if (path === undefined || !byMethod) return byMethod;
  return path.endsWith("/*") ? grantedPathsOf(alternative).admitsSomeBelow(path.slice(0, -1)) : grantedPathsOf(alternative).covers(path);
}

function admitsAll(call: AssertedCall, alternative: AlternativeEntry): boolean {
  const { methods = "any" } = alternative;
  const byMethod = methods === "any" || (call.method !== undefined && methods.includes(call.method));
  return byMethod && grantedPathsOf(alternative).covers(pathOf(call) ?? "/*");
}

/** A gRPC call is one of the path `/package.Service/Method`. */
function pathOf({ path, rpc }: AssertedCall): string | undefined {
  return path ?? (rpc === undefined ? undefined : `/${rpc}`);
}
