import type { Labels } from "../1-load/federation-file.ts";
import { Patterns } from "../istio/objects/read-authorization-policy.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import { labelsIn, listIn, mappingIn, type StandingObject, textIn, textsIn } from "./standing-object.ts";

/** A call as the proxy of some pods sees it. */
export interface SeenRequest {
  readonly principal: string;
  readonly port: number;
  readonly sni: string | undefined;
  /** Undefined if only bytes are seen. */
  readonly http: { readonly host: string; readonly method: string; readonly path: string } | undefined;
}

/** Whether something holds; undefined if fedc does not know it. */
type Certainty = boolean | undefined;

/** What policies that others wrote make of a call. */
export interface PolicyDecision {
  readonly result: "passes" | "refused" | "unknown";
  /** The policy that decides, or keeps it from being known. */
  readonly by: StandingObject | undefined;
}

/** The AuthorizationPolicies that hold for some pods: those of their namespace and of Istio's root namespace. */
export function policiesFor(
  standing: ClusterInventory,
  { namespace, labels, rootNamespace }: { readonly namespace: string; readonly labels: Labels; readonly rootNamespace: string },
): readonly StandingObject[] {
  return standing
    .inNamespace(namespace, "AuthorizationPolicy")
    .concat(rootNamespace === namespace ? [] : standing.inNamespace(rootNamespace, "AuthorizationPolicy"))
    .filter(({ spec }) => selects(labelsIn(spec, "selector", "matchLabels"), labels));
}

/** `allowed` says that a policy of fedc allows the call, so that no other has to. */
export function decideByPolicies(policies: readonly StandingObject[], request: SeenRequest, allowed: boolean): PolicyDecision {
  const of = (action: string) => policies.filter(({ spec }) => (textIn(spec, "action") ?? "ALLOW") === action);
  const custom = of("CUSTOM").find((policy) => anyRule(policy, request) !== false);
  const denying = of("DENY").map((policy) => ({ policy, matches: anyRule(policy, request) }));
  const denied = denying.find(({ matches }) => matches === true);
  if (denied) return { result: "refused", by: denied.policy };
  const doubted = custom ?? denying.find(({ matches }) => matches === undefined)?.policy;
  if (doubted) return { result: "unknown", by: doubted };
  const allowing = of("ALLOW").map((policy) => ({ policy, matches: anyRule(policy, request) }));
  const [first] = allowing;
  if (!first || allowed || allowing.some(({ matches }) => matches === true)) return { result: "passes", by: undefined };
  const unknown = allowing.find(({ matches }) => matches === undefined);
  return unknown ? { result: "unknown", by: unknown.policy } : { result: "refused", by: first.policy };
}

/** Whether some rule of a policy holds for a call. */
export function anyRule({ spec }: StandingObject, request: SeenRequest): Certainty {
  return some(listIn(spec, "rules").map((rule) => ruleHolds(rule, request)));
}

function ruleHolds(rule: unknown, request: SeenRequest): Certainty {
  const from = listIn(rule, "from").map((one) => sourceHolds(mappingIn(one, "source"), request));
  const to = listIn(rule, "to").map((one) => operationHolds(mappingIn(one, "operation"), request));
  const when = listIn(rule, "when").map((one) => conditionHolds(one, request));
  return every([...(from.length > 0 ? [some(from)] : []), ...(to.length > 0 ? [some(to)] : []), ...when]);
}

function sourceHolds(source: Readonly<Record<string, unknown>>, { principal }: SeenRequest): Certainty {
  const [, namespace = "", account = ""] = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
  return every(
    Object.keys(source).map((key): Certainty => {
      const values = textsIn(source, key);
      if (key === "principals") return matches(values, principal);
      if (key === "notPrincipals") return !matches(values, principal);
      // The certificate of a gateway of another cluster names no namespace.
      if (key === "namespaces") return namespace === "" ? false : matches(values, namespace);
      if (key === "notNamespaces") return namespace === "" ? undefined : !matches(values, namespace);
      if (key === "serviceAccounts") return values.some((one) => one === `${namespace}/${account}` || one === account);
      return undefined;
    }),
  );
}

function operationHolds(operation: Readonly<Record<string, unknown>>, { port, http }: SeenRequest): Certainty {
  return every(
    Object.keys(operation).map((key): Certainty => {
      const values = textsIn(operation, key);
      const isNot = key.startsWith("not");
      const value = fieldOf(isNot ? `${key.charAt(3).toLowerCase()}${key.slice(4)}` : key, port, http);
      if (value === undefined || values.some((one) => one.includes("{"))) return undefined;
      return matches(values, value) !== isNot;
    }),
  );
}

function fieldOf(key: string, port: number, http: SeenRequest["http"]): string | undefined {
  if (key === "ports") return String(port);
  if (key === "methods") return http?.method;
  if (key === "paths") return http?.path;
  return key === "hosts" ? http?.host : undefined;
}

function conditionHolds(condition: unknown, { principal, sni, port }: SeenRequest): Certainty {
  const [, namespace = ""] = /\/ns\/([^/]+)\//.exec(principal) ?? [];
  const known: Readonly<Record<string, string | undefined>> = {
    "source.principal": principal,
    "source.namespace": namespace === "" ? undefined : namespace,
    "connection.sni": sni,
    "destination.port": String(port),
  };
  const value = known[textIn(condition, "key") ?? ""];
  if (value === undefined) return undefined;
  const [values, notValues] = [textsIn(condition, "values"), textsIn(condition, "notValues")];
  return (values.length === 0 || matches(values, value)) && !matches(notValues, value);
}

function matches(patterns: readonly string[], value: string): boolean {
  return new Patterns(patterns).matches(value);
}

function every(parts: readonly Certainty[]): Certainty {
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
}

function some(parts: readonly Certainty[]): Certainty {
  return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
}
