import type { AuthorizationRule, FederationObject } from "../4-plan/objects.ts";
import { compare } from "../findings/finding.ts";
import { minimal } from "./intersect-rules.ts";

/** Whether two objects do the same although they differ in the order of lists, or in rules that other rules subsume. */
export function equivalent(a: FederationObject, b: FederationObject): boolean {
  return a.kind === b.kind && normalForm(a) === normalForm(b);
}

function normalForm(object: FederationObject): string {
  if (object.kind === "AuthorizationPolicy") {
    const { rules, ...spec } = object.spec;
    return inAnyOrder({ spec, rules: minimal((rules ?? []).flatMap(singleRules)) });
  }
  if (object.kind === "Secret") return inAnyOrder(object.stringData["ca.crt"]?.split(/(?<=-----END CERTIFICATE-----\n)/));
  if (object.kind === "ConfigMap") return inAnyOrder(object.data.mesh?.split(/^(?=- )/m) ?? object.data);
  const { apiVersion: _, kind: __, metadata: ___, ...content } = object;
  return inAnyOrder(content);
}

/** A rule for each operation of a rule. */
export function rulePerOperation(rule: AuthorizationRule): readonly AuthorizationRule[] {
  return rule.to ? rule.to.map((operation) => ({ ...rule, to: [operation] })) : [rule];
}

/** A rule for each caller, server name and operation that a rule lists. */
function singleRules(rule: AuthorizationRule): readonly AuthorizationRule[] {
  const sources = rule.from?.flatMap(({ source: { principals, ...rest } }) =>
    principals ? principals.map((principal) => [{ source: { ...rest, principals: [principal] } }]) : [[{ source: rest }]],
  );
  const [name, ...others] = rule.when ?? [];
  const names = name?.values && others.length === 0 ? name.values.map((value) => [{ ...name, values: [value] }]) : [rule.when];
  return rulePerOperation(rule).flatMap((single) =>
    (sources ?? [undefined]).flatMap((from) => names.map((when) => ({ ...single, ...(from && { from }), ...(when && { when }) }))),
  );
}

/** The order matters in lists of routes only. */
const orderedLists: ReadonlySet<string> = new Set(["http", "tcp", "tls"]);

function inAnyOrder(value: unknown, key = ""): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => inAnyOrder(item));
    return `[${(orderedLists.has(key) ? items : items.sort(compare)).join()}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${inAnyOrder(inner, name)}`).join()}}`;
}
