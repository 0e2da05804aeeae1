import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import { gatewayNames } from "../inventory/host-names.ts";
import { listIn, mappingIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";

/** A VirtualService as one side applies it: the proxies of the mesh, or one Gateway. */
export interface AppliedRules {
  /** Undefined for the proxies of the mesh. */
  readonly gateway: string | undefined;
  readonly spec: ManifestData;
}

const kinds = ["http", "tls", "tcp"] as const;

/**
 * Splits a VirtualService into one for the mesh and one for each Gateway that it names, without the matches for the others. Istio applies it to each
 * of them alone. `portOf` tells the only port of a host.
 */
export function appliedRules(object: StandingObject, portOf: (host: string) => number | undefined): readonly AppliedRules[] {
  const bound = gatewayNames(object, textsIn(object.spec, "gateways"));
  return [...new Set(bound.length === 0 ? ["mesh"] : bound)].map((side) => {
    const { gateways: _, ...rest } = object.spec;
    const parts = kinds.flatMap((kind) => {
      const rules = listIn(object.spec, kind).flatMap((rule) => ruleAt(object, rule, side, portOf) ?? []);
      return object.spec[kind] === undefined ? [] : [[kind, rules] as const];
    });
    const spec = { ...rest, ...Object.fromEntries(parts) };
    return side === "mesh" ? { gateway: undefined, spec } : { gateway: side, spec: { ...spec, gateways: [side] } };
  });
}

/** A rule as one side applies it; undefined if it is for others. Anything that is no mapping stays as it is, for the model to refuse. */
function ruleAt(object: StandingObject, rule: unknown, side: string, portOf: (host: string) => number | undefined): unknown {
  if (!isMapping(rule)) return rule;
  const { name: _, match, headers, route, ...rest } = rule;
  const matches = listIn(rule, "match").filter((one) => {
    const named = gatewayNames(object, textsIn(one, "gateways"));
    return named.length === 0 || named.includes(side);
  });
  if (match !== undefined && listIn(rule, "match").length > 0 && matches.length === 0) return undefined;
  return {
    ...rest,
    ...(matches.length > 0 && { match: matches.map(withoutLabels) }),
    ...(route !== undefined && {
      route: Array.isArray(route) ? route.map((one) => destinationOf(one, headers, portOf)) : route,
    }),
    ...(route === undefined && headers !== undefined && { headers }),
  };
}

/** A match without what only names it, or says to whom it applies. */
function withoutLabels(match: unknown): unknown {
  if (!isMapping(match)) return match;
  const { name: _name, gateways: _gateways, ...rest } = match;
  return rest;
}

/** Headers of a rule hold for each of its destinations. Of a response nobody looks at them. */
function destinationOf(route: unknown, headers: unknown, portOf: (host: string) => number | undefined): unknown {
  if (!isMapping(route)) return route;
  const { headers: own, ...rest } = route;
  const host = textIn(route, "destination", "host");
  const only = host === undefined || mappingIn(route, "destination").port !== undefined ? undefined : portOf(host);
  const request = mergedRequest(headers, own);
  return {
    ...rest,
    ...(only !== undefined && { destination: { ...mappingIn(route, "destination"), port: { number: only } } }),
    ...(request !== undefined && { headers: { request } }),
  };
}

function mergedRequest(...all: readonly unknown[]): ManifestData | undefined {
  const requests = all.map((one) => mappingIn(one, "request")).filter((one) => Object.keys(one).length > 0);
  if (requests.length === 0) return undefined;
  const merged = Object.assign({}, ...requests) as ManifestData;
  const set = Object.assign({}, ...requests.map((one) => mappingIn(one, "set"))) as ManifestData;
  const named = Object.fromEntries(Object.entries(set).map(([name, value]) => [isAuthority(name) ? ":authority" : name, value]));
  return Object.keys(set).length > 0 ? { ...merged, set: named } : merged;
}

function isAuthority(name: string): boolean {
  return ["host", ":authority"].includes(name.toLowerCase());
}
