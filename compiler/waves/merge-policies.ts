import type { AuthorizationPolicy, AuthorizationRule } from "../4-plan/objects.ts";
import { oneByOne } from "./equivalent.ts";
import { intersectRules, meetAll, minimal } from "./intersect-rules.ts";

type Rules = readonly AuthorizationRule[];

/** Whoever may do something by one of two versions of a policy, as nearly as one policy can say it. */
export function mergePolicies(live: AuthorizationPolicy, desired: AuthorizationPolicy): AuthorizationPolicy {
  const [before, after] = [rulesOf(live), rulesOf(desired)];
  if (same(before, after)) return desired;
  const rules = desired.spec.action === "DENY" ? eitherKeptOut(before, after) : oneAfterTheOther(after, before);
  return withRules(desired, rules);
}

/**
 * What both versions allow of a service that both know; what only one knows stays allowed as that has it. So nobody is ever given what
 * two versions only give together.
 */
export function mergePoliciesCautiously(live: AuthorizationPolicy, desired: AuthorizationPolicy): AuthorizationPolicy {
  const [before, after] = [rulesOf(live), rulesOf(desired)];
  if (same(before, after)) return desired;
  if (desired.spec.action !== "DENY") return withRules(desired, minimal([...ownOf(before, after), ...meetAll(before, after)]));
  const [old, now] = [serverNames(before), serverNames(after)];
  const apart = (rules: Rules, names: readonly string[]) => (names.length === 0 ? rules : restrict(rules, { notValues: names }));
  return withRules(desired, minimal([...apart(after, without(old, now)), ...apart(before, without(now, old))]));
}

/** What both versions allow. */
export function intersectPolicies(live: AuthorizationPolicy, desired: AuthorizationPolicy): AuthorizationPolicy {
  const [before, after] = [rulesOf(live), rulesOf(desired)];
  if (same(before, after)) return desired;
  const rules = desired.spec.action === "DENY" ? oneAfterTheOther(after, before) : minimal(meetAll(before, after));
  return withRules(desired, rules);
}

/** Denials that both versions have; and those of each for server names and callers that the other one does not know. */
function eitherKeptOut(before: Rules, after: Rules): Rules {
  return minimal([...ownOf(before, after), ...meetAll(before, after)]);
}

function ownOf(before: Rules, after: Rules): Rules {
  const own = (rules: Rules, others: Rules): Rules => {
    const names = without(serverNames(rules), serverNames(others));
    const hosts = without(hostsOf(rules), hostsOf(others));
    const callers = without(callersOf(rules), callersOf(others));
    return [
      ...(names.length > 0 ? restrict(rules, { values: names }) : []),
      ...(hosts.length > 0 ? meetAll(rules.filter(asksHosts), [{ to: [{ operation: { hosts } }] }]) : []),
      ...(callers.length > 0 && isDenial(rules)
        ? meetAll(
            rules.filter(({ from }) => from),
            [{ from: [{ source: { principals: callers } }] }],
          )
        : []),
    ];
  };
  return [...own(before, after), ...own(after, before)];
}

/** Denials are the ones that know what is not to be. */
function isDenial(rules: Rules): boolean {
  return rules.some(
    ({ when = [], from = [] }) => when.some(({ notValues }) => notValues) || from.some(({ source }) => source.notPrincipals),
  );
}

function asksHosts({ to }: AuthorizationRule): boolean {
  return to?.every(({ operation }) => operation.hosts) ?? false;
}

function restrict(rules: Rules, names: { values?: readonly string[]; notValues?: readonly string[] }): Rules {
  return meetAll(rules, [{ when: [{ key: "connection.sni", ...names }] }]);
}

function serverNames(rules: Rules): readonly string[] {
  return rules.flatMap(({ when = [] }) => when.flatMap(({ values = [], notValues = [] }) => [...values, ...notValues]));
}

function hostsOf(rules: Rules): readonly string[] {
  return rules.flatMap(({ to = [] }) => to.flatMap(({ operation }) => operation.hosts ?? []));
}

function callersOf(rules: Rules): readonly string[] {
  return rules.flatMap(({ from = [] }) => from.flatMap(({ source }) => source.principals ?? []));
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => !others.includes(name)).sort();
}

/** Of the second what the first does not take in. */
function oneAfterTheOther(first: Rules, second: Rules): Rules {
  const isWithin = (one: AuthorizationRule) =>
    first.some((other) => JSON.stringify(intersectRules(one, other)) === JSON.stringify(intersectRules(one, one)));
  const more = second.flatMap((rule) => {
    const left = oneByOne(rule).filter((one) => !isWithin(one));
    if (left.length === 0) return [];
    return [rule.to ? { ...rule, to: left.flatMap(({ to = [] }) => to) } : rule];
  });
  return [...first, ...more];
}

function rulesOf({ spec }: AuthorizationPolicy): Rules {
  return spec.rules ?? [];
}

function same(a: Rules, b: Rules): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function withRules(policy: AuthorizationPolicy, rules: Rules): AuthorizationPolicy {
  const { rules: _, ...spec } = policy.spec;
  return { ...policy, spec: { ...spec, ...(rules.length > 0 && { rules }) } };
}
