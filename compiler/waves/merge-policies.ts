import type { AuthorizationPolicy, AuthorizationRule } from "../4-plan/objects.ts";
import { rulePerOperation } from "./equivalent.ts";
import { intersectAll, intersectRules, minimal } from "./intersect-rules.ts";

type Rules = readonly AuthorizationRule[];

/** What merged policies of one action allow or deny, by the rules of both versions. */
type MergeRules = (before: Rules, after: Rules) => Rules;

/**
 * How policies are merged, by what the result allows: what either version allows, as nearly as one policy can express it; for a service in
 * both versions only what both allow, so that no caller is ever allowed what only the sum of both versions allows; or nothing but what both
 * allow.
 */
const merges: Readonly<Record<"either" | "shared" | "both", { readonly allow: MergeRules; readonly deny: MergeRules }>> = {
  either: { allow: union, deny: sharedRules },
  shared: { allow: sharedRules, deny: cautiousDenials },
  both: { allow: (before, after) => minimal(intersectAll(before, after)), deny: union },
};

/** One policy that does the work of both versions. */
export function mergePolicies(live: AuthorizationPolicy, desired: AuthorizationPolicy, allowed: keyof typeof merges): AuthorizationPolicy {
  const { rules: after = [], ...spec } = desired.spec;
  const before = live.spec.rules ?? [];
  if (JSON.stringify(before) === JSON.stringify(after)) return desired;
  const rules = merges[allowed][spec.action === "DENY" ? "deny" : "allow"](before, after);
  return { ...desired, spec: { ...spec, ...(rules.length > 0 && { rules }) } };
}

/** The rules of both versions together, and the rules of each for server names, hosts and denied callers that the other does not know. */
function sharedRules(before: Rules, after: Rules): Rules {
  return minimal([...unsharedRules(before, after), ...intersectAll(before, after)]);
}

/** The denials of each version, except for server names that only the other version serves. */
function cautiousDenials(before: Rules, after: Rules): Rules {
  const [old, now] = [serverNames(before), serverNames(after)];
  const except = (rules: Rules, names: readonly string[]) => (names.length === 0 ? rules : restrict(rules, { notValues: names }));
  return minimal([...except(after, without(old, now)), ...except(before, without(now, old))]);
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

/** The rules of the desired version, and those of the live version that these do not subsume. */
function union(before: Rules, after: Rules): Rules {
  const isSubsumed = (rule: AuthorizationRule) =>
    after.some((other) => JSON.stringify(intersectRules(rule, other)) === JSON.stringify(intersectRules(rule, rule)));
  const rest = before.flatMap((rule) => {
    const left = rulePerOperation(rule).filter((single) => !isSubsumed(single));
    if (left.length === 0) return [];
    return [rule.to ? { ...rule, to: left.flatMap(({ to = [] }) => to) } : rule];
  });
  return [...after, ...rest];
}
