import type { AuthorizationPolicy, AuthorizationRule } from "../4-plan/objects.ts";
import { rulePerOperation } from "./equivalent.ts";
import { intersectAll, intersectRules, minimal } from "./intersect-rules.ts";

type Rules = readonly AuthorizationRule[];

/** Allows what either version allows, as nearly as one policy can express it. */
export function mergePolicies(live: AuthorizationPolicy, desired: AuthorizationPolicy): AuthorizationPolicy {
  const [before, after] = [rulesOf(live), rulesOf(desired)];
  if (same(before, after)) return desired;
  const rules = desired.spec.action === "DENY" ? sharedDenials(before, after) : union(after, before);
  return withRules(desired, rules);
}

/**
 * For a service in both versions, allows only what both allow. For a service in one version, keeps its rules. So no caller is ever allowed
 * what only the sum of both versions allows.
 */
export function mergePoliciesCautiously(live: AuthorizationPolicy, desired: AuthorizationPolicy): AuthorizationPolicy {
  const [before, after] = [rulesOf(live), rulesOf(desired)];
  if (same(before, after)) return desired;
  if (desired.spec.action !== "DENY") return withRules(desired, minimal([...unsharedRules(before, after), ...intersectAll(before, after)]));
  const [old, now] = [serverNames(before), serverNames(after)];
  const except = (rules: Rules, names: readonly string[]) => (names.length === 0 ? rules : restrict(rules, { notValues: names }));
  return withRules(desired, minimal([...except(after, without(old, now)), ...except(before, without(now, old))]));
}

/** Allows only what both versions allow. */
export function intersectPolicies(live: AuthorizationPolicy, desired: AuthorizationPolicy): AuthorizationPolicy {
  const [before, after] = [rulesOf(live), rulesOf(desired)];
  if (same(before, after)) return desired;
  const rules = desired.spec.action === "DENY" ? union(after, before) : minimal(intersectAll(before, after));
  return withRules(desired, rules);
}

/** Denials of both versions, and the denials of each for server names and callers that the other does not know. */
function sharedDenials(before: Rules, after: Rules): Rules {
  return minimal([...unsharedRules(before, after), ...intersectAll(before, after)]);
}

/** The rules of each version for server names, hosts and denied callers that the other does not know. */
function unsharedRules(before: Rules, after: Rules): Rules {
  const own = (rules: Rules, others: Rules): Rules => {
    const names = without(serverNames(rules), serverNames(others));
    const hosts = without(hostsOf(rules), hostsOf(others));
    const callers = without(callersOf(rules), callersOf(others));
    return [
      ...(names.length > 0 ? restrict(rules, { values: names }) : []),
      ...(hosts.length > 0 ? intersectAll(rules.filter(asksHosts), [{ to: [{ operation: { hosts } }] }]) : []),
      ...(callers.length > 0 && isDenial(rules)
        ? intersectAll(
            rules.filter(({ from }) => from),
            [{ from: [{ source: { principals: callers } }] }],
          )
        : []),
    ];
  };
  return [...own(before, after), ...own(after, before)];
}

/** Only denials list what they do not apply to. */
function isDenial(rules: Rules): boolean {
  return rules.some(
    ({ when = [], from = [] }) => when.some(({ notValues }) => notValues) || from.some(({ source }) => source.notPrincipals),
  );
}

function asksHosts({ to }: AuthorizationRule): boolean {
  return to?.every(({ operation }) => operation.hosts) ?? false;
}

function restrict(rules: Rules, names: { values?: readonly string[]; notValues?: readonly string[] }): Rules {
  return intersectAll(rules, [{ when: [{ key: "connection.sni", ...names }] }]);
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

/** The first rules, and of the second those that the first do not subsume. */
function union(first: Rules, second: Rules): Rules {
  const isSubsumed = (rule: AuthorizationRule) =>
    first.some((other) => JSON.stringify(intersectRules(rule, other)) === JSON.stringify(intersectRules(rule, rule)));
  const rest = second.flatMap((rule) => {
    const left = rulePerOperation(rule).filter((single) => !isSubsumed(single));
    if (left.length === 0) return [];
    return [rule.to ? { ...rule, to: left.flatMap(({ to = [] }) => to) } : rule];
  });
  return [...first, ...rest];
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
