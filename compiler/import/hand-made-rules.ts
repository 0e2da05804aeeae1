import { gatewayNames, wholeHost } from "../inventory/host-names.ts";
import { listIn, mappingIn, numberIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";

/** One rule of a VirtualService, as the proxies of the mesh or of some gateways apply it. */
export interface HandMadeRule {
  readonly object: StandingObject;
  readonly kind: "http" | "tls" | "tcp";
  readonly hosts: readonly string[];
  /** The alternatives of its match that apply there; empty if every call matches. */
  readonly matches: readonly unknown[];
  readonly destinations: readonly RuleDestination[];
  readonly data: unknown;
}

/** Where a rule sends calls, and what it changes of them. */
export interface RuleDestination {
  readonly host: string;
  readonly subset: string | undefined;
  readonly port: number | undefined;
  /** In percent. */
  readonly weight: number;
  readonly authority: string | undefined;
  readonly uri: string | undefined;
}

export const localDomain = "cluster.local";
const kinds = ["http", "tls", "tcp"] as const;

/** The rules of a VirtualService that one of these gateways applies; `mesh` is the proxies of applications. */
export function rulesAt(object: StandingObject, isThere: (gateway: string) => boolean): readonly HandMadeRule[] {
  const bound = gatewayNames(object, textsIn(object.spec, "gateways"));
  if (!(bound.length === 0 ? ["mesh"] : bound).some(isThere)) return [];
  const hosts = textsIn(object.spec, "hosts").map((host) => wholeHost(host, object.namespace, localDomain));
  return kinds.flatMap((kind) =>
    listIn(object.spec, kind).flatMap((rule): readonly HandMadeRule[] => {
      const all = listIn(rule, "match");
      const matches = all.filter((match) => {
        const named = gatewayNames(object, textsIn(match, "gateways"));
        return named.length === 0 || named.some(isThere);
      });
      if (all.length > 0 && matches.length === 0) return [];
      return [{ object, kind, hosts, matches, destinations: destinationsOf(object, rule), data: rule }];
    }),
  );
}

function destinationsOf({ namespace }: StandingObject, rule: unknown): readonly RuleDestination[] {
  const routes = listIn(rule, "route");
  const weights = routes.map((route) => numberIn(route, "weight") ?? (routes.length === 1 ? 100 : 0));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return routes.flatMap((route, index) => {
    const host = textIn(route, "destination", "host");
    if (host === undefined) return [];
    const set = [...setHeaders(rule), ...setHeaders(route)];
    const header = set.findLast(([name]) => [":authority", "host"].includes(name.toLowerCase()))?.[1];
    const weight = sum === 0 ? 100 / routes.length : ((weights[index] ?? 0) * 100) / sum;
    return [
      {
        host: wholeHost(host, namespace, localDomain),
        subset: textIn(route, "destination", "subset"),
        port: numberIn(route, "destination", "port", "number"),
        weight: Math.round(weight),
        authority: typeof header === "string" ? header : textIn(rule, "rewrite", "authority"),
        uri: textIn(rule, "rewrite", "uri"),
      },
    ];
  });
}

function setHeaders(at: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(mappingIn(at, "headers", "request", "set"));
}

/** Whether a pattern of hosts, with or without a namespace before it, covers a host. */
export function coversHost(pattern: string, host: string): boolean {
  const own = pattern.slice(pattern.indexOf("/") + 1);
  return own === "*" || own === host || (own.startsWith("*") && own.length > 1 && host.endsWith(own.slice(1)) && host.length >= own.length);
}

/** The rules for a host: those of the most specific host that has any. */
export function rulesForHost(rules: readonly HandMadeRule[], host: string): readonly HandMadeRule[] {
  const widths = rules.flatMap(({ hosts }) => hosts.filter((pattern) => coversHost(pattern, host)).map((pattern) => specificity(pattern)));
  const best = Math.max(...widths);
  return rules.filter(({ hosts }) => hosts.some((pattern) => coversHost(pattern, host) && specificity(pattern) === best));
}

function specificity(pattern: string): number {
  const own = pattern.slice(pattern.indexOf("/") + 1);
  return own.startsWith("*") ? own.length : 1000 + own.length;
}
