import type { AlternativeEntry, Labels, Protocol } from "../1-load/federation-file.ts";
import type { ClusterInventory } from "../inventory/cluster-inventory.ts";
import { gatewayNames } from "../inventory/host-names.ts";
import { portsOfService, type StandingPort } from "../inventory/pod-template.ts";
import { labelsIn, listIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { alternativeOf, handMadePolicies, otherConditions, rulesAbout } from "./gateway-policies.ts";
import { coversHost, type HandMadeRule, localDomain, type RuleDestination, rulesAt } from "./hand-made-rules.ts";
import { gatewayRuleFor, type HandMadeRoutes, type LeavingCall } from "./leaving-calls.ts";
import { isPassthrough, passesThrough } from "./passing-gateways.ts";
import { isOfFedc } from "./remote-entries.ts";
import { selectedService } from "./selected-service.ts";
import { leftOutOfRule } from "./uncarried-fields.ts";

/** What serves a call in the other cluster, and what may be called of it. */
export interface HandMadeExposure {
  readonly local: { readonly name: string; readonly namespace: string };
  /** Undefined if the dump does not have it. */
  readonly service: StandingObject | undefined;
  readonly port: number;
  readonly protocol: Protocol;
  /** The labels of the pods that serve; undefined if all do. */
  readonly subset: Labels | undefined;
  /** The prefix that the gateway takes away. */
  readonly path: string | undefined;
  /** Whether the caller's own TLS connection reaches the workload. */
  readonly passed: boolean;
  /** Undefined if nothing at the gateway asks about a request; empty if policies there let none pass. */
  readonly alternatives: readonly AlternativeEntry[] | undefined;
  readonly objects: readonly StandingObject[];
  /** The rules of VirtualServices that lead there. */
  readonly rules: readonly unknown[];
  /** What is written there and is not carried over, each as one sentence. */
  readonly leftOut: readonly { readonly object: StandingObject; readonly what: string }[];
}

/** Finds the Service behind the ingress gateway: by a VirtualService there, or by its name if the gateway passes TLS through. */
export function exposureFor(routes: HandMadeRoutes, call: LeavingCall, localPort: number): HandMadeExposure | undefined {
  const exposer = routes.standing;
  const { sent, port } = call;
  const rules = rulesAtGateways(exposer, sent);
  const rule = gatewayRuleFor(rules, sent, port);
  const [destination] = rule?.destinations ?? [];
  if (rule && destination) return byRule(routes, rule, destination, sent, localPort);
  return byServerName(exposer, call, localPort);
}

function byRule(
  routes: HandMadeRoutes,
  rule: HandMadeRule,
  destination: RuleDestination,
  sent: LeavingCall["sent"],
  localPort: number,
): HandMadeExposure | undefined {
  const exposer = routes.standing;
  const local = serviceAt(destination.host);
  if (!local) return undefined;
  const service = exposer.find("Service", local.namespace, local.name);
  const chosen = service && portIn(service, destination.port ?? localPort);
  const gateways = gatewaysOf(exposer, rule.object);
  const passed = rule.kind === "tls" && gateways.some((gateway) => isPassthrough(gateway) || passesThrough(gateway));
  const path = pathOf(rule, sent.prefix);
  const { alternatives, objects, leftOut } = alternativesFor(exposer, rule, sent, gateways, path ?? "");
  const subset = routes.subsetLabels(destination.host, destination.subset);
  const others = rule.destinations
    .slice(1)
    .map(({ host, subset: name }) => `\`${host}\`${name === undefined ? "" : `, subset \`${name}\``}`);
  const shared = others.map((to) => ({
    object: rule.object,
    what: `its calls are shared with ${to}: the draft has the first destination`,
  }));
  const known = routes.rulesFor(destination.host).filter(({ namespace }) => gateways.some((gateway) => gateway.namespace === namespace));
  return {
    local,
    service,
    port: chosen?.number ?? destination.port ?? localPort,
    protocol: protocolOf(chosen, rule.kind === "tcp" || (rule.kind === "tls" && !passed)),
    subset,
    path,
    passed,
    alternatives,
    objects: [rule.object, ...gateways, ...objects, ...known],
    rules: listIn(rule.object.spec, rule.kind).filter(
      (one) => one === rule.data || (path === undefined && sameDestination(one, rule.data)),
    ),
    leftOut: [...leftOutOfRule(rule), ...shared, ...leftOut],
  };
}

function byServerName(exposer: ClusterInventory, { sent, outer }: LeavingCall, localPort: number): HandMadeExposure | undefined {
  const [, port, , named] = /^outbound_\.(\d+)_\.([^_]*)_\.(.+)$/.exec(sent.sni ?? "") ?? [];
  // Without a server name of its own, a proxy takes the host that it sends the call to, whatever the request's host is.
  for (const host of new Set([named ?? sent.sni ?? "", ...outer.hosts, sent.authority])) {
    const found = byName(exposer, host, port === undefined ? localPort : Number(port));
    if (found) return found;
  }
  return undefined;
}

function byName(exposer: ClusterInventory, host: string, wantedPort: number): HandMadeExposure | undefined {
  const passing = exposer.all("Gateway").filter((object) => !isOfFedc(object) && passesThrough(object, host));
  const name = host.replace(/\.global$/, "");
  const named = serviceAt(name.includes(".svc") ? name : `${name}.svc.${localDomain}`);
  const selected = selectedService(exposer, host, wantedPort);
  const service = (named && exposer.find("Service", named.namespace, named.name)) ?? selected?.service;
  const local = service && { name: service.name, namespace: service.namespace ?? named?.namespace ?? "" };
  if (!local || !service || isOfFedc(service) || passing.length === 0) return undefined;
  const isSelected = service === selected?.service;
  const chosen = portIn(service, isSelected ? (selected?.port ?? wantedPort) : wantedPort);
  const what =
    "TLS from workload to workload, to every Service by its server name: in the draft it ends at the gateways, and only what is listed is exposed";
  const leftOut = passing.map((object) => ({ object, what }));
  return {
    local,
    service,
    port: chosen?.number ?? wantedPort,
    protocol: protocolOf(chosen, false),
    subset: undefined,
    path: undefined,
    passed: false,
    alternatives: undefined,
    objects: isSelected && selected ? [...passing, selected.entry] : passing,
    rules: [],
    leftOut,
  };
}

/** Whether gateways of a cluster serve a call by its name: a VirtualService for every host says nothing. */
export function servesByName({ standing }: HandMadeRoutes, call: LeavingCall): boolean {
  const { sent, port } = call;
  const named = rulesAtGateways(standing, sent).filter(({ hosts }) => !hosts.includes("*"));
  return gatewayRuleFor(named, sent, port) !== undefined || byServerName(standing, call, port) !== undefined;
}

function rulesAtGateways(exposer: ClusterInventory, sent: LeavingCall["sent"]): readonly HandMadeRule[] {
  return exposer
    .all("VirtualService")
    .filter((object) => !isOfFedc(object))
    .flatMap((object) => rulesAt(object, (gateway) => gateway !== "mesh" && isServed(exposer, gateway, sent)));
}

function isServed(exposer: ClusterInventory, gateway: string, { authority, sni }: LeavingCall["sent"]): boolean {
  const [namespace = "", name = ""] = gateway.split("/");
  const object = exposer.find("Gateway", namespace, name);
  // A dump may lack the Gateway, and its VirtualService still tells.
  if (!object) return true;
  const hosts = listIn(object.spec, "servers").flatMap((server) => textsIn(server, "hosts"));
  return hosts.some((host) => coversHost(host, authority) || coversHost(host, sni ?? authority));
}

/** The name of a Service in the full form of its host. */
export function serviceAt(host: string): { readonly name: string; readonly namespace: string } | undefined {
  const [, name, namespace] = /^([^.*]+)\.([^.*]+)\.svc(?:\.|$)/.exec(host) ?? [];
  return name === undefined || namespace === undefined ? undefined : { name, namespace };
}

function portIn(service: StandingObject, wanted: number): StandingPort | undefined {
  const ports = portsOfService(service);
  return ports.find(({ number }) => number === wanted) ?? ports[0];
}

function protocolOf(port: StandingPort | undefined, isBytes: boolean): Protocol {
  const spoken = port?.protocol;
  if (isBytes || ["tcp", "tls", "https", "mongo", "mysql", "redis"].includes(spoken ?? "")) return "tcp";
  return spoken === "grpc" || spoken === "http2" ? spoken : "http";
}

function gatewaysOf(exposer: ClusterInventory, rule: StandingObject): readonly StandingObject[] {
  return gatewayNames(rule, textsIn(rule.spec, "gateways")).flatMap((written) => {
    const [namespace = "", name = ""] = written.split("/");
    return exposer.find("Gateway", namespace, name) ?? [];
  });
}

/** The prefix that a rule takes away from paths, if callers' gateways put it there. */
function pathOf({ matches, destinations }: HandMadeRule, sent: string | undefined): string | undefined {
  const [match] = matches;
  const prefix = textIn(match, "uri", "prefix");
  return matches.length === 1 && prefix?.endsWith("/") && prefix !== "/" && destinations[0]?.uri === "/" && sent === prefix
    ? prefix
    : undefined;
}

/** The requests that policies at the gateway allow, or else those that the VirtualService routes. */
function alternativesFor(
  exposer: ClusterInventory,
  { object, kind, data, matches }: HandMadeRule,
  sent: LeavingCall["sent"],
  gateways: readonly StandingObject[],
  prefix: string,
): Pick<HandMadeExposure, "alternatives" | "objects" | "leftOut"> {
  const of = (action: "ALLOW" | "DENY" | "CUSTOM") => [
    ...new Set(
      gateways.flatMap((gateway) => handMadePolicies(exposer, gateway.namespace ?? "", labelsIn(gateway.spec, "selector"), action)),
    ),
  ];
  const policies = of("ALLOW");
  const denied = [...of("DENY"), ...of("CUSTOM")].map((policy) => ({
    object: policy,
    what: `\`action: ${textIn(policy.spec, "action")}\` at the ingress gateway: the draft has only what is allowed`,
  }));
  const lost: { object: StandingObject; what: string }[] = [...denied];
  const pathsLost = (from: StandingObject, paths: readonly string[]) => {
    for (const path of paths) lost.push({ object: from, what: `the path \`${path}\` is no exact path and no prefix that ends in \`/*\`` });
  };
  if (policies.length > 0) {
    const alternatives = rulesAbout(policies, sent).flatMap(({ policy, rule, operations }): readonly AlternativeEntry[] => {
      for (const field of otherConditions(rule))
        lost.push({ object: policy, what: `\`${field}\` of a rule: the draft allows the calls without it` });
      if (kind !== "http" || operations.length === 0) return [{ methods: "any" }];
      return operations.flatMap((one): readonly AlternativeEntry[] => {
        const read = alternativeOf(textsIn(one, "operation", "methods"), textsIn(one, "operation", "paths"), prefix);
        pathsLost(policy, read.lost);
        // Without the path that it cannot have, it would allow all of them.
        return read.lost.length > 0 && read.alternative.paths === undefined ? [] : [read.alternative];
      });
    });
    return { alternatives, objects: policies, leftOut: lost };
  }
  if (kind !== "http" || prefix !== "") return { alternatives: undefined, objects: policies, leftOut: lost };
  const routed = listIn(object.spec, "http").filter((one) => one === data || sameDestination(one, data));
  const all = routed.some((one) => listIn(one, "match").length === 0) ? [] : routed.flatMap((one) => listIn(one, "match"));
  const asked = all.flatMap((match): readonly AlternativeEntry[] => {
    const method = textIn(match, "method", "exact");
    const [exact, start] = [textIn(match, "uri", "exact"), textIn(match, "uri", "prefix")];
    if (textIn(match, "uri", "regex") !== undefined || textIn(match, "method", "regex") !== undefined) return [];
    const base = start?.replace(/\/$/, "");
    const paths = exact !== undefined ? [exact] : base ? (start?.endsWith("/") ? [`${base}/*`] : [base, `${base}/*`]) : [];
    return [alternativeOf(method === undefined ? [] : [method], paths, "").alternative];
  });
  if (matches.length === 0 || asked.length === 0) return { alternatives: undefined, objects: policies, leftOut: lost };
  return { alternatives: asked, objects: policies, leftOut: lost };
}

function sameDestination(one: unknown, other: unknown): boolean {
  const to = (rule: unknown) => JSON.stringify(listIn(rule, "route").map((route) => (route as { destination?: unknown }).destination));
  return to(one) === to(other);
}
