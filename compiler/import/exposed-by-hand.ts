import type { AlternativeEntry, Labels, Protocol } from "../1-load/federation-file.ts";
import { wholeHost } from "../inventory/host-names.ts";
import { portsOfService, type StandingPort } from "../inventory/pod-template.ts";
import { labelsIn, listIn, numberIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { selects } from "../istio/objects/selects.ts";
import type { HandMadeName } from "./local-names.ts";
import { isOfFedc } from "./remote-entries.ts";

/** What serves a hand-made name in the other cluster, and what may be called of it. */
export interface HandMadeExposure {
  readonly service: StandingObject;
  readonly port: number;
  readonly protocol: Protocol;
  /** Undefined if nothing at the gateway asks about a request; empty if policies there let none pass. */
  readonly alternatives: readonly AlternativeEntry[] | undefined;
  readonly objects: readonly StandingObject[];
  /** What is written there and is not carried over, each as one sentence. */
  readonly leftOut: readonly { readonly object: StandingObject; readonly what: string }[];
}

const domain = "cluster.local";

/** Finds the Service behind the ingress gateway: by a VirtualService there, or by its name if the gateway passes TLS through. */
export function exposureFor({ entry: { exposer }, sent, port }: HandMadeName): HandMadeExposure | undefined {
  const rules = exposer
    .all("VirtualService")
    .filter((object) => !isOfFedc(object) && textsIn(object.spec, "gateways").some((name) => name !== "mesh"));
  for (const object of rules) {
    if (!textsIn(object.spec, "hosts").some((host) => covers(host, sent))) continue;
    for (const kind of ["http", "tls", "tcp"] as const)
      for (const rule of listIn(object.spec, kind)) {
        const destination = listIn(rule, "route").map((route) => textIn(route, "destination", "host") ?? "")[0];
        const service = destination === undefined ? undefined : serviceOf(exposer, wholeHost(destination, object.namespace, domain));
        if (!service) continue;
        const chosen = portIn(service, numberIn(listIn(rule, "route")[0], "destination", "port", "number") ?? port);
        const gateways = gatewaysOf(exposer, object);
        const { alternatives, policies } = alternativesFor(exposer, object, sent, gateways);
        return {
          service,
          ...describe(chosen, kind !== "http"),
          alternatives,
          objects: [object, ...gateways, ...policies],
          leftOut: leftOutOf(object, kind),
        };
      }
  }
  const passing = exposer.all("Gateway").filter((object) => !isOfFedc(object) && passesThrough(object));
  const name = sent.replace(/\.global$/, "");
  const service = serviceOf(exposer, name.includes(".svc.") ? name : `${name}.svc.${domain}`);
  if (!service || passing.length === 0) return undefined;
  const what =
    "TLS from workload to workload, to every Service by its server name: in the draft it ends at the gateways, and only what is listed is exposed";
  const leftOut = passing.map((object) => ({ object, what }));
  return { service, ...describe(portIn(service, port), false), alternatives: undefined, objects: passing, leftOut };
}

/** Whether some server of a Gateway routes TLS by server name alone. */
export function passesThrough({ spec }: StandingObject): boolean {
  return listIn(spec, "servers").some((server) => ["AUTO_PASSTHROUGH", "PASSTHROUGH"].includes(textIn(server, "tls", "mode") ?? ""));
}

function serviceOf(exposer: HandMadeName["entry"]["exposer"], host: string): StandingObject | undefined {
  const [, name = "", namespace = ""] = /^([^.]+)\.([^.]+)\.svc\./.exec(host) ?? [];
  const service = exposer.find("Service", namespace, name);
  return service && !isOfFedc(service) ? service : undefined;
}

function portIn(service: StandingObject, wanted: number): StandingPort | undefined {
  const ports = portsOfService(service);
  return ports.find(({ number }) => number === wanted) ?? ports[0];
}

function describe(port: StandingPort | undefined, isBytes: boolean): { readonly port: number; readonly protocol: Protocol } {
  const spoken = port?.protocol;
  const http = spoken === "grpc" || spoken === "http2" ? spoken : "http";
  const isTcp = isBytes || ["tcp", "tls", "https", "mongo", "mysql", "redis"].includes(spoken ?? "");
  return { port: port?.number ?? 80, protocol: isTcp ? "tcp" : http };
}

function gatewaysOf(exposer: HandMadeName["entry"]["exposer"], { spec, namespace }: StandingObject): readonly StandingObject[] {
  return textsIn(spec, "gateways").flatMap((written) => {
    const [within, name] = written.includes("/") ? written.split("/") : [namespace, written];
    return exposer.find("Gateway", within ?? "", name ?? "") ?? [];
  });
}

/** The requests that policies at the gateway allow, or else those that the VirtualService routes. */
function alternativesFor(
  exposer: HandMadeName["entry"]["exposer"],
  rule: StandingObject,
  sent: string,
  gateways: readonly StandingObject[],
): { readonly alternatives: readonly AlternativeEntry[] | undefined; readonly policies: readonly StandingObject[] } {
  const policies = gateways.flatMap((gateway) => allowPolicies(exposer, gateway.namespace ?? "", labelsIn(gateway.spec, "selector")));
  if (policies.length > 0) {
    const rules = policies.flatMap(({ spec }) => listIn(spec, "rules"));
    const operations = rules.flatMap((one) => (listIn(one, "to").length > 0 ? listIn(one, "to") : [{}]));
    const about = operations.filter((one) => isAboutHost(one, sent));
    return {
      alternatives: about.map((one) => alternative(textsIn(one, "operation", "methods"), textsIn(one, "operation", "paths"))),
      policies,
    };
  }
  const matches = listIn(rule.spec, "http").flatMap((one) => listIn(one, "match"));
  const asked = matches.map((match) => {
    const method = textIn(match, "method", "exact");
    const [exact, prefix] = [textIn(match, "uri", "exact"), textIn(match, "uri", "prefix")];
    const paths =
      exact !== undefined
        ? [exact]
        : prefix === undefined || prefix === "/"
          ? []
          : [prefix.replace(/\/$/, ""), `${prefix.replace(/\/$/, "")}/*`];
    return alternative(method === undefined ? [] : [method], paths);
  });
  return { alternatives: asked.length > 0 ? asked : undefined, policies };
}

/** The ALLOW policies of a namespace that hold for pods with these labels. */
export function allowPolicies(standing: HandMadeName["entry"]["exposer"], namespace: string, labels: Labels): readonly StandingObject[] {
  return standing
    .inNamespace(namespace, "AuthorizationPolicy")
    .filter((object) => !isOfFedc(object) && (textIn(object.spec, "action") ?? "ALLOW") === "ALLOW")
    .filter(({ spec }) => selects(labelsIn(spec, "selector", "matchLabels"), labels));
}

/** Whether an operation of a policy may be about a host. */
export function isAboutHost(operation: unknown, host: string): boolean {
  const hosts = textsIn(operation, "operation", "hosts");
  return hosts.length === 0 || hosts.some((pattern) => covers(pattern.replace(/:\*$/, ""), host));
}

function alternative(methods: readonly string[], paths: readonly string[]): AlternativeEntry {
  const known = paths.filter((path) => path.startsWith("/") && !/[{}]/.test(path) && (!path.includes("*") || /^[^*]*\/\*$/.test(path)));
  return {
    methods: methods.length > 0 && !methods.some((method) => method.includes("*")) ? methods : "any",
    ...(known.length > 0 && { paths: known }),
  };
}

/** The fields of a route that a federation does not have. */
const uncarried = [
  "fault",
  "mirror",
  "mirrors",
  "redirect",
  "directResponse",
  "corsPolicy",
  "headers",
  "delegate",
  "timeout",
  "retries",
] as const;

function leftOutOf(object: StandingObject, kind: "http" | "tls" | "tcp"): HandMadeExposure["leftOut"] {
  const rules = listIn(object.spec, kind);
  const fields = uncarried.filter((field) => rules.some((rule) => (rule as Readonly<Record<string, unknown>>)[field] !== undefined));
  const several = rules.length > 1 ? [`only the first of ${rules.length} routes is in the draft`] : [];
  const regular = rules.flatMap((rule) => listIn(rule, "match")).some((match) => textIn(match, "uri", "regex") !== undefined)
    ? ["a regular expression for paths"]
    : [];
  return [...fields.map((field) => `\`${field}\` of a route`), ...several, ...regular].map((what) => ({ object, what }));
}

function covers(pattern: string, host: string): boolean {
  const own = pattern.includes("/") ? pattern.slice(pattern.indexOf("/") + 1) : pattern;
  return own === "*" || own === host || (own.startsWith("*.") && host.endsWith(own.slice(1)));
}
