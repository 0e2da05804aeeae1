import type { AlternativeEntry, Labels } from "../1-load/federation-file.ts";
import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { labelsIn, listIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { selects } from "../istio/objects/selects.ts";
import { coversHost } from "./hand-made-rules.ts";
import { isOfFedc } from "./remote-entries.ts";

/** The host and server name by which policies of gateways know a call. */
export interface NamedCall {
  readonly authority: string;
  readonly sni: string | undefined;
}

/** Some service accounts as `namespace/name`; everybody; or nobody by an empty list. */
export type HandMadeCallers = "any" | readonly string[];

/** The policies of an action that hold for pods with these labels in a namespace. */
export function handMadePolicies(
  standing: ClusterInventory,
  namespace: string,
  labels: Labels,
  action: "ALLOW" | "DENY" | "CUSTOM",
): readonly StandingObject[] {
  return standing
    .inNamespace(namespace, "AuthorizationPolicy")
    .filter((object) => !isOfFedc(object) && (textIn(object.spec, "action") ?? "ALLOW") === action)
    .filter(({ spec }) => selects(labelsIn(spec, "selector", "matchLabels"), labels));
}

/** The rules of policies that are about a call, with the operations that are. Rules without one are about every call. */
export function rulesAbout(policies: readonly StandingObject[], call: NamedCall) {
  return policies.flatMap((policy) =>
    listIn(policy.spec, "rules").flatMap((rule) => {
      const operations = listIn(rule, "to").filter((one) => isAboutHost(one, call));
      if (listIn(rule, "to").length > 0 && operations.length === 0) return [];
      const names = listIn(rule, "when").filter((one) => textIn(one, "key") === "connection.sni");
      if (names.some((one) => !isAmong(textsIn(one, "values"), call.sni ?? call.authority))) return [];
      return [{ policy, rule, operations }];
    }),
  );
}

function isAboutHost(operation: unknown, { authority }: NamedCall): boolean {
  const hosts = textsIn(operation, "operation", "hosts");
  return hosts.length === 0 || isAmong(hosts, authority);
}

function isAmong(patterns: readonly string[], host: string): boolean {
  return patterns.some((pattern) => {
    const own = pattern.replace(/:(?:\*|\d+)$/, "");
    return coversHost(own, host) || (own.endsWith("*") && host.startsWith(own.slice(0, -1)));
  });
}

/** The callers that a rule names; `any` if it names none. */
export function callersIn(rule: unknown): HandMadeCallers {
  if (listIn(rule, "from").length === 0) return "any";
  const all = listIn(rule, "from").flatMap((one) => {
    const principals = textsIn(one, "source", "principals");
    const accounts = textsIn(one, "source", "serviceAccounts");
    const namespaces = textsIn(one, "source", "namespaces").map((namespace) => `${namespace}/*`);
    const named = principals.flatMap((principal) => callerOf(principal) ?? []);
    if (principals.length + accounts.length + namespaces.length === 0) return ["*"];
    return [...named, ...accounts, ...namespaces];
  });
  return all.some((caller) => caller === "*" || caller === "*/*") ? "any" : all;
}

/** `namespace/name` for a principal; `*` for one that every workload of a trust domain has. */
export function callerOf(principal: string): string | undefined {
  if (principal === "*" || /^[^/]+\/(?:ns\/)?\*$/.test(principal)) return "*";
  const [, namespace, name] = /\/ns\/([^/*]+)\/(?:sa\/([^/*]+)|(?:sa\/)?\*)$/.exec(principal) ?? [];
  return namespace === undefined ? undefined : `${namespace}/${name ?? "*"}`;
}

/** The trust domain of a principal with a service account in it. */
export function trustDomainIn(principal: string): string | undefined {
  return /^(?:spiffe:\/\/)?([^/*]+)\/ns\//.exec(principal)?.[1];
}

/** All principals that a policy names. */
export function principalsIn(policy: StandingObject): readonly string[] {
  return listIn(policy.spec, "rules").flatMap((rule) =>
    listIn(rule, "from").flatMap((one) => [...textsIn(one, "source", "principals"), ...textsIn(one, "source", "notPrincipals")]),
  );
}

/** Methods and paths as a grant has them, and what it cannot have. */
export function alternativeOf(
  methods: readonly string[],
  paths: readonly string[],
  prefix: string,
): { readonly alternative: AlternativeEntry; readonly lost: readonly string[] } {
  const own = paths.map((path) => withoutPrefix(path, prefix));
  const known = own.filter((path) => path.startsWith("/") && path !== "/*" && !/[{}]/.test(path) && /^[^*]*(?:\/\*)?$/.test(path));
  const everything = own.some((path) => path === "/*" || path === "*");
  const lost = own.filter((path) => !known.includes(path) && path !== "/*" && path !== "*");
  const any = methods.length === 0 || methods.some((method) => method.includes("*"));
  return { alternative: { methods: any ? "any" : methods, ...(known.length > 0 && !everything && { paths: known }) }, lost };
}

/** A path as the service sees it, whose gateway takes a prefix away. */
function withoutPrefix(path: string, prefix: string): string {
  return prefix !== "" && path.startsWith(prefix) ? `/${path.slice(prefix.length)}` : path;
}

/** Fields of rules that ask for something else than callers, hosts, methods and paths. */
export function otherConditions(rule: unknown): readonly string[] {
  const sources = listIn(rule, "from").flatMap((one) => keysBeside(one, "source", ["principals", "namespaces", "serviceAccounts"]));
  const operations = listIn(rule, "to").flatMap((one) => keysBeside(one, "operation", ["hosts", "methods", "paths", "ports"]));
  const keys = listIn(rule, "when").flatMap((one) => textIn(one, "key") ?? []);
  return [...new Set([...sources, ...operations, ...keys.filter((key) => key !== "connection.sni")])];
}

function keysBeside(value: unknown, part: string, known: readonly string[]): readonly string[] {
  const fields = (value as Readonly<Record<string, unknown>> | null)?.[part];
  return Object.keys(fields !== null && typeof fields === "object" ? fields : {}).filter((key) => !known.includes(key));
}
