import type { Anything } from "./planned.ts";
import { Chance, randomFederation } from "./random-federation.ts";

const regexes = ["v[0-9]+", "(?i)beta.*", "[ab]{0,60}[ab]{0,60}c", "[[:alpha:]]{1,3}", ".*"];

/** A random federation with more of the language in it: what is added is legal by itself. Its JSON is a federation.yaml. */
export function legalFederation(seed: number): Anything {
  const data: Anything = randomFederation(seed);
  const chance = new Chance(seed * 17 + 5);
  if (chance.in(40)) splitBySubsets(data, chance);
  for (const [name, service] of Object.entries<Anything>(data.services)) {
    for (const [consumer, used] of Object.entries<Anything>(service.consume ?? {})) {
      if (service.protocol !== "tcp" && chance.in(40)) addRegexRoute(used, chance);
      if (chance.in(15)) used.inactive = "not yet";
      if (chance.in(15) && used.routes === undefined && used.failover === undefined && !used.callerLabels) used.callers = "any";
      if (chance.in(15)) used.timeout = "5s";
      if (chance.in(20)) service.consume[consumer] = [used, { ...structuredClone(used), as: `${name}-too.shop` }];
      if (chance.in(15)) data.assertions = [...(data.assertions ?? []), assertionOf(name, service, consumer, chance)];
    }
    if (chance.in(8)) service.inactive = "later";
    for (const exposed of Object.values<Anything>(service.expose)) if (exposed.selector && chance.in(10)) exposed.defaultDeny = true;
  }
  for (const cluster of Object.values<Anything>(data.clusters)) {
    const turn = chance.below(12);
    if (turn === 0) partner(cluster);
    if (turn === 1) cluster.gateways.ingress.addresses = ["ingress.example.net"];
    if (chance.in(20)) cluster.gateways.ingress.port = 443;
    if (chance.in(30)) cluster.istio = { ...cluster.istio, pathNormalization: chance.of(["NONE", "BASE", "MERGE_SLASHES"]) };
  }
  return data;
}

/** The same federation with its keys in another order, which means nothing. */
export function shuffled(data: Anything, chance: Chance): Anything {
  if (Array.isArray(data)) return data.map((one) => shuffled(one, chance));
  if (typeof data !== "object" || data === null) return data;
  const keys = Object.keys(data);
  const turned = chance.in(50) ? keys.toReversed() : keys.slice(1).concat(keys.slice(0, 1));
  return Object.fromEntries(turned.map((key) => [key, shuffled(data[key], chance)]));
}

/** The same federation where services and clusters are called otherwise, so that they sort the other way round. */
export function renamed(data: Anything): Anything {
  const turn = (text: string) =>
    text.replace(/\bsvc(\d)/g, (_, n) => `svc${9 - Number(n)}`).replace(/\bk(\d)\b/g, (_, n) => `k${9 - Number(n)}`);
  const { roots, ...trust } = data.trust;
  const rest = JSON.parse(turn(JSON.stringify({ ...data, trust })));
  return { ...rest, trust: { ...rest.trust, roots } };
}

/** A service becomes two: one for each of two subsets of what is behind it. */
function splitBySubsets(data: Anything, chance: Chance): void {
  const [name = ""] = Object.keys(data.services);
  const other = structuredClone(data.services[name]);
  for (const [one, version] of [
    [data.services[name], "v1"],
    [other, "v2"],
  ] as const)
    for (const exposed of Object.values<Anything>(one.expose)) {
      exposed.subset = { version };
      if (exposed.selector) exposed.selector = { ...exposed.selector, version };
      if (exposed.protect && chance.in(50)) exposed.protect = { callers: [`data/${version}`] };
      if (exposed.path) exposed.path = `/${version}/`;
    }
  for (const used of Object.values<Anything>(other.consume ?? {})) used.as = `other-${used.as}`;
  data.services.svc8 = other;
}

function addRegexRoute(used: Anything, chance: Chance): void {
  const [first] = used.routes ?? [];
  if (!first || used.failover) return;
  const headers = { "x-version": { regex: chance.of(regexes) } };
  used.routes = [{ match: { headers }, to: structuredClone(first.to) }, ...used.routes];
}

function assertionOf(to: string, service: Anything, from: string, chance: Chance): Anything {
  const call = { from, to, ...(chance.in(50) && { at: chance.of(Object.keys(service.expose)) }) };
  if (service.protocol === "tcp") return { [chance.of(["never", "always"])]: call };
  if (service.protocol === "grpc") return { [chance.of(["never", "always"])]: { ...call, rpc: chance.of(["p.S/M", "p.T/M"]) } };
  return { [chance.of(["never", "always"])]: { ...call, method: chance.of(["GET", "DELETE"]), path: chance.of(["/a/b", "/b", "/z"]) } };
}

/** It configures itself: what concerns its own configuration is not its partners' to say. */
function partner(cluster: Anything): void {
  cluster.managed = false;
  delete cluster.gitops;
  delete cluster.istio;
  delete cluster.trust.gateways.certificate;
}
