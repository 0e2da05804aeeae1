import type { AlternativeEntry, Labels } from "../1-load/federation-file.ts";
import { podsBehind, portsOfService, selectorOfService, targetNumbers } from "../inventory/pod-template.ts";
import { labelsIn, listIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import type { HandMadeExposure } from "./exposed-by-hand.ts";
import { alternativeOf, callerOf, callersIn, handMadePolicies, principalsIn, rulesAbout, trustDomainIn } from "./gateway-policies.ts";
import type { HandMadeRoutes, LeavingCall } from "./leaving-calls.ts";

/** The policies on the pods that serve, as far as an exposure of federation.yaml has them. */
export interface PodsOfExposure {
  readonly selector: Labels | undefined;
  readonly targetPort: number | undefined;
  readonly serviceAccounts: readonly string[];
  /** The ALLOW policy beside which fedc has to allow its own calls. */
  readonly denying: StandingObject | undefined;
  /** The local callers that a DENY policy leaves besides the federation's. */
  readonly protect: readonly string[] | undefined;
  readonly objects: readonly StandingObject[];
}

/** TLS from workload to workload: both trust domains, and what policies on the pods allow of the callers' own identities. */
export interface WorkloadTrust {
  readonly consumerDomain: string;
  readonly exposerDomain: string;
  readonly alternatives: readonly AlternativeEntry[];
  readonly serviceAccounts: readonly string[];
  readonly objects: readonly StandingObject[];
}

/** Reads the pods behind an exposed Service, and policies for them. */
export function podsOfExposure(exposer: HandMadeRoutes, { service, local, port, passed, objects }: HandMadeExposure): PodsOfExposure {
  const { standing } = exposer;
  const pods = service ? (podsBehind(standing, service, local.namespace) ?? []) : [];
  const own = (service && selectorOfService(service)) ?? undefined;
  const labels = pods[0]?.labels ?? own ?? labelsByPolicy(exposer, local) ?? {};
  const denials = handMadePolicies(standing, local.namespace, labels, "DENY").filter((policy) => principalsIn(policy).length > 0);
  const standingPort = service && portsOfService(service).find(({ number }) => number === port);
  const [number] = standingPort ? targetNumbers(standingPort, pods) : [];
  const closed = denials.flatMap(({ spec }) => listIn(spec, "rules").flatMap((rule) => portsIn(rule)));
  const denied = closed.includes(port) || !service ? port : closed[0];
  const closing = denials.flatMap((policy) =>
    listIn(policy.spec, "rules").flatMap((rule) => {
      const allowed = listIn(rule, "from").flatMap((one) => textsIn(one, "source", "notPrincipals"));
      const here = (ports: readonly number[]) => ports.length === 0 || (number === undefined ? true : ports.includes(number));
      const aboutPartners = listIn(rule, "when").length > 0;
      return allowed.length === 0 || aboutPartners || !here(portsIn(rule)) ? [] : [{ policy, allowed }];
    }),
  );
  const [first] = closing;
  const isOwn = (caller: string) => !caller.startsWith("istio-") && !caller.includes("gateway") && caller !== "*";
  const protect = first?.allowed.flatMap((principal) => callerOf(principal) ?? []).filter(isOwn);
  const allowing = handMadePolicies(standing, local.namespace, labels, "ALLOW");
  const gateways = objects.flatMap(({ kind, namespace }) => (kind === "Gateway" ? [`/ns/${namespace}/`] : []));
  const ours = allowing.filter((policy) => principalsIn(policy).some((one) => gateways.some((part) => one.includes(part))));
  return {
    selector: own ?? selectorOf([...denials, ...ours, ...allowing]),
    targetPort: number ?? denied ?? (standingPort ? undefined : port),
    serviceAccounts: [...new Set(pods.map(({ account }) => account))],
    denying: allowing.find((policy) => !ours.includes(policy)) ?? ours[0],
    protect,
    objects: [...(first ? [first.policy] : []), ...(passed ? [] : ours)],
  };
}

function selectorOf(policies: readonly StandingObject[]): Labels | undefined {
  const all = policies.map(({ spec }) => labelsIn(spec, "selector", "matchLabels"));
  const found = all.find((labels) => Object.keys(labels).length > 0);
  return found && { ...found };
}

/** A dump without the Service may have a policy for pods that bear its name. */
function labelsByPolicy({ standing }: HandMadeRoutes, { name, namespace }: HandMadeExposure["local"]): Labels | undefined {
  const all = standing.inNamespace(namespace, "AuthorizationPolicy").map(({ spec }) => labelsIn(spec, "selector", "matchLabels"));
  return all.find((labels) => Object.values(labels).includes(name));
}

/** Undefined if TLS ends at a gateway, or the trust domains are not known, so that it can only be drafted between gateways. */
export function workloadTrust(
  exposer: HandMadeRoutes,
  { sent, outer, objects }: LeavingCall,
  { service, local, passed, port }: HandMadeExposure,
): WorkloadTrust | undefined {
  if (!passed) return undefined;
  const names = [outer.object, ...objects].flatMap(identitiesIn);
  const inNamespace = names.filter((name) => name.includes(`/ns/${local.namespace}/sa/`));
  const exposerDomain = inNamespace.map((name) => trustDomainIn(name)).find((domain) => domain !== undefined);
  const pods = service ? (podsBehind(exposer.standing, service, local.namespace)?.[0]?.labels ?? selectorOfService(service)) : undefined;
  const inPlace = exposer.standing.inNamespace(local.namespace, "AuthorizationPolicy");
  const policies = pods
    ? (["ALLOW", "DENY"] as const).flatMap((action) => handMadePolicies(exposer.standing, local.namespace, pods, action))
    : inPlace;
  const domains = policies.flatMap(principalsIn).flatMap((principal) => trustDomainIn(principal) ?? []);
  const consumerDomain = domains.find((domain) => domain !== exposerDomain);
  if (exposerDomain === undefined || consumerDomain === undefined) return undefined;
  const about = rulesAbout(policies, sent).filter(({ rule }) => listIn(rule, "when").length > 0 || isAllowing(policies, rule));
  const alternatives: AlternativeEntry[] = [];
  for (const { policy, rule, operations } of about) {
    const isDenial = textIn(policy.spec, "action") === "DENY";
    if (!isDenial) {
      const callers = callersIn(rule);
      const all = operations.length > 0 ? operations : [{}];
      for (const one of all)
        alternatives.push({
          callers,
          ...alternativeOf(textsIn(one, "operation", "methods"), textsIn(one, "operation", "paths"), "").alternative,
        });
      continue;
    }
    const others = listIn(rule, "from").flatMap((one) => textsIn(one, "source", "notPrincipals"));
    const callers = others.filter((one) => trustDomainIn(one) === consumerDomain).flatMap((one) => callerOf(one) ?? []);
    if (callers.length === 0 || !isNamed(rule, sent.sni)) continue;
    const limits = about.filter((other) => other.policy === policy && other.operations.length > 0);
    const methods = limits.flatMap(({ operations: all }) => all.flatMap((one) => textsIn(one, "operation", "notMethods")));
    const paths = limits.flatMap(({ operations: all }) => all.flatMap((one) => textsIn(one, "operation", "notPaths")));
    alternatives.push({ callers, ...alternativeOf([...new Set(methods)], [...new Set(paths)], "").alternative });
  }
  const accounts = inNamespace.flatMap((name) => callerOf(name)?.split("/")[1] ?? []);
  const used = [...new Set(about.map(({ policy }) => policy))];
  return { consumerDomain, exposerDomain, alternatives, serviceAccounts: [...new Set(accounts)], objects: port > 0 ? used : [] };
}

function isAllowing(policies: readonly StandingObject[], rule: unknown): boolean {
  return policies.some(({ spec }) => (textIn(spec, "action") ?? "ALLOW") === "ALLOW" && listIn(spec, "rules").includes(rule));
}

function isNamed(rule: unknown, sni: string | undefined): boolean {
  return listIn(rule, "when").some((one) => textIn(one, "key") === "connection.sni" && textsIn(one, "values").includes(sni ?? ""));
}

function portsIn(rule: unknown): readonly number[] {
  return listIn(rule, "to").flatMap((one) => textsIn(one, "operation", "ports").map(Number));
}

/** The identities that callers insist on. */
function identitiesIn({ spec, kind }: StandingObject): readonly string[] {
  if (kind === "ServiceEntry") return textsIn(spec, "subjectAltNames");
  if (kind !== "DestinationRule") return [];
  const all = [spec, ...listIn(spec, "subsets")].map((one) => textsIn(one, "trafficPolicy", "tls", "subjectAltNames"));
  return all.flat();
}
