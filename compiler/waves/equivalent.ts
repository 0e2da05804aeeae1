import type { AuthorizationRule, FederationObject } from "../4-plan/objects.ts";
import { compare } from "../findings/finding.ts";
import { minimal } from "./intersect-rules.ts";

/** Whether two objects do the same, however it is said: with lists in another order, or with rules that others take in. */
export function equivalent(a: FederationObject, b: FederationObject): boolean {
  return a.kind === b.kind && sense(a) === sense(b);
}

function sense(object: FederationObject): string {
  if (object.kind === "AuthorizationPolicy") {
    const { rules, ...spec } = object.spec;
    return inAnyOrder({ spec, rules: minimal((rules ?? []).flatMap(allApart)) });
  }
  if (object.kind === "Secret") return inAnyOrder(object.stringData["ca.crt"]?.split(/(?<=-----END CERTIFICATE-----\n)/));
  if (object.kind === "ConfigMap") return inAnyOrder(object.data.mesh?.split(/^(?=- )/m) ?? object.data);
  const { apiVersion: _, kind: __, metadata: ___, ...content } = object;
  return inAnyOrder(content);
}

/** A rule for each of its operations. */
export function oneByOne(rule: AuthorizationRule): readonly AuthorizationRule[] {
  return rule.to ? rule.to.map((operation) => ({ ...rule, to: [operation] })) : [rule];
}

/** A rule for each caller, server name and operation that it lists. */
function allApart(rule: AuthorizationRule): readonly AuthorizationRule[] {
  const sources = rule.from?.flatMap(({ source: { principals, ...rest } }) =>
    principals ? principals.map((one) => [{ source: { ...rest, principals: [one] } }]) : [[{ source: rest }]],
  );
  const [name, ...others] = rule.when ?? [];
  const names = name?.values && others.length === 0 ? name.values.map((value) => [{ ...name, values: [value] }]) : [rule.when];
  return oneByOne(rule).flatMap((one) =>
    (sources ?? [undefined]).flatMap((from) => names.map((when) => ({ ...one, ...(from && { from }), ...(when && { when }) }))),
  );
}

/** Routes are the only lists whose order matters. */
const ordered: ReadonlySet<string> = new Set(["http", "tcp", "tls"]);

function inAnyOrder(value: unknown, key = ""): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => inAnyOrder(item));
    return `[${(ordered.has(key) ? items : items.sort(compare)).join()}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([a], [b]) => compare(a, b));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${inAnyOrder(inner, name)}`).join()}}`;
}
