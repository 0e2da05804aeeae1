import type { Protocol } from "../1-load/federation-file.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { asFlow, type Writable } from "../edit/written-entry.ts";
import { portsOfService } from "../inventory/pod-template.ts";
import type { StandingObject } from "../inventory/standing-object.ts";
import { consumeLines, origin } from "./draft-consumers.ts";
import { grantsOf, type HandMadeFederation, type HandMadeUse } from "./hand-made.ts";
import type { HandMadeName } from "./local-names.ts";

/** A service of the draft: one exposure per cluster, and all names that lead to them. */
export interface DraftService {
  readonly name: string;
  readonly protocol: Protocol;
  readonly uses: readonly HandMadeUse[];
}

interface Gathered {
  readonly exposures: Map<string, string>;
  readonly uses: HandMadeUse[];
}

/** Joins uses to services: a name leads to one service, and an exposure with other grants for one consumer is another service. */
export function draftServices({ uses }: HandMadeFederation): readonly DraftService[] {
  const services: Gathered[] = [];
  const variants = new Map<string, string[]>();
  for (const [, ofName] of grouped<HandMadeUse, HandMadeName>(uses, ({ name }) => name)) {
    const keys = ofName.map((use) => ({ use, key: exposureKey(use, variants) }));
    const isFree = ({ exposures }: Gathered) => keys.every(({ use, key }) => (exposures.get(use.exposer) ?? key) === key);
    const isShared = ({ exposures }: Gathered) => keys.some(({ use, key }) => exposures.get(use.exposer) === key);
    const found = services.find((one) => isShared(one) && isFree(one));
    const service = found ?? { exposures: new Map<string, string>(), uses: [] };
    if (!found) services.push(service);
    for (const { use, key } of keys) {
      service.exposures.set(use.exposer, key);
      service.uses.push(use);
    }
  }
  const taken = new Set<string>();
  const own = services.map(({ uses: [first] }) => first?.exposure.local.name);
  const isSole = (name: string | undefined) => own.filter((one) => one === name).length === 1;
  const named = services.map(({ uses: all }) => {
    const name = namesFor(all, isSole).find((one) => !taken.has(one)) ?? `service-${taken.size + 1}`;
    taken.add(name);
    return { name, protocol: protocolOf(all), uses: all };
  });
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function exposureKey(use: HandMadeUse, variants: Map<string, string[]>): string {
  const { local, port, subset, path } = use.exposure;
  const key = [use.exposer, local.name, local.namespace, port, JSON.stringify(subset), path].join(" ");
  const known = variants.get(`${key} ${use.consumer}`) ?? [];
  const own = JSON.stringify(grantsOf(use));
  if (!known.includes(own)) known.push(own);
  variants.set(`${key} ${use.consumer}`, known);
  return `${key} ${known.indexOf(own)}`;
}

/** The exposed Service's name, unless other services have the same; then the host's by which callers' gateways know it. */
function namesFor(uses: readonly HandMadeUse[], isSole: (name: string) => boolean): readonly string[] {
  return uses.flatMap(({ exposure: { local, port, protocol, passed }, call: { sent }, name: { as } }) => {
    const isBytes = protocol === "tcp" || passed;
    const [label = ""] = (isBytes ? (sent.sni ?? sent.authority) : sent.authority).split(".");
    const [host = ""] = as.split(".");
    const all = [
      isSole(local.name) ? local.name : label,
      host,
      label,
      local.name,
      `${local.name}-${local.namespace}`,
      `${local.name}-${port}`,
      `${local.name}-${label}`,
    ];
    return all.filter((one) => /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/.test(one));
  });
}

/** As the exposing clusters tell it, or else the consuming ones. */
function protocolOf(uses: readonly HandMadeUse[]): Protocol {
  const exposed = uses.map(({ exposure }) => exposure.protocol);
  if (exposed.includes("tcp")) return "tcp";
  const special = exposed.find((one) => one !== "http");
  if (special || uses.some(({ exposure }) => exposure.service)) return special ?? "http";
  const spoken = uses.flatMap(({ name, exposure }) => {
    const { standing } = name.consumer;
    const [service = "", namespace = ""] = name.as.split(".");
    const object = standing.find("Service", namespace, service);
    const own = object ? portsOfService(object).find(({ number }) => number === name.port)?.protocol : undefined;
    const outer = name.consumer.outer.find(({ hosts }) => hosts.includes(name.as))?.ports.find(({ number }) => number === name.port);
    return exposure.protocol === "http" ? [own ?? outer?.protocol ?? ""] : [];
  });
  const known = (["grpc", "http2", "tcp"] as const).find((one) => spoken.includes(one));
  return known ?? "http";
}

/** The lines of one service, with where each entry comes from. */
export function serviceLines(
  { name, protocol, uses }: DraftService,
  handMade: HandMadeFederation,
  isWorkloads: (one: string, other: string) => boolean,
): readonly string[] {
  const lines = [`  ${asFlow(name)}:`, `    protocol: ${protocol}`, "    expose:"];
  for (const [cluster, ofExposer] of grouped(uses, ({ exposer }) => exposer))
    lines.push(...exposeLines(cluster, ofExposer, protocol, isWorkloads));
  lines.push("    consume:");
  for (const [cluster, ofConsumer] of grouped(uses, ({ consumer }) => consumer))
    lines.push(...consumeLines(cluster, ofConsumer, handMade, isWorkloads));
  return lines;
}

function exposeLines(
  cluster: string,
  uses: readonly HandMadeUse[],
  protocol: Protocol,
  isWorkloads: (one: string, other: string) => boolean,
): readonly string[] {
  const [first] = uses;
  if (!first) return [];
  const { exposure, pods } = first;
  const { local, port, objects, subset, path, service } = exposure;
  const between = uses.some(({ consumer }) => isWorkloads(cluster, consumer));
  const lines = [
    `      ${asFlow(cluster)}:`,
    ...origin(8, objects),
    ...(service ? [] : ["        # the dump has no such Service: its port and protocol are those of the route"]),
    `        service: ${asFlow(`${local.name}.${local.namespace}`)}`,
    `        port: ${port}`,
    ...(subset ? [`        subset: ${asFlow(subset)}`] : []),
    ...(path && protocol !== "tcp" ? [`        path: ${asFlow(path)}`] : []),
  ];
  if (between || pods.denying || pods.protect) lines.push(...podLines(first, between));
  lines.push("        allow:");
  for (const [consumer, [use]] of grouped(uses, ({ consumer: one }) => one))
    if (use) lines.push(...allowLines(consumer, use, protocol, isWorkloads(cluster, consumer)));
  return lines;
}

function allowLines(consumer: string, use: HandMadeUse, protocol: Protocol, between: boolean): readonly string[] {
  const all = (between ? grantsOf(use) : use.exposure.alternatives) ?? [];
  const asked = all.length > 0 ? all : [{ methods: "any" as const }];
  const written = asked.map(({ methods = "any", paths, callers }): Writable => {
    const who = between ? { callers: callers ?? use.callers } : {};
    if (protocol === "tcp") return who;
    if (protocol !== "grpc") return { ...who, methods, ...(paths && { paths }) } as Writable;
    return { ...who, rpcs: paths ? paths.map((path) => path.replace(/^\//, "")) : "any" } as Writable;
  });
  const distinct = [...new Map(written.map((one) => [JSON.stringify(one), one])).values()];
  const value = protocol === "tcp" && !between ? "any" : asFlow(distinct.length === 1 ? (distinct[0] as Writable) : distinct);
  const unasked = protocol !== "tcp" && all.length === 0 ? ["          # nothing at the gateway asked about requests"] : [];
  return [...unasked, `          ${asFlow(consumer)}: ${value}`];
}

/** Labels and ports by which policies choose the pods: for own policies beside those of others, and for calls from workload to workload. */
function podLines({ pods, workloads, exposure }: HandMadeUse, between: boolean): readonly string[] {
  const { selector, targetPort, denying, protect, serviceAccounts } = pods;
  const accounts = workloads?.serviceAccounts.length ? workloads.serviceAccounts : serviceAccounts;
  if (!selector)
    return between
      ? podsUnknown(exposure.local.name, accounts)
      : [`        # a policy limits its pods, and their labels are not known: \`${denying ? "defaultDeny" : "protect"}\` may be needed`];
  const sources: readonly StandingObject[] = [...(denying ? [denying] : []), ...pods.objects];
  return [
    ...origin(8, [...new Set(sources)]),
    ...(denying ? ["        defaultDeny: true"] : []),
    `        selector: ${asFlow(selector)}`,
    `        targetPort: ${targetPort ?? exposure.port}`,
    ...(between ? [`        serviceAccounts: ${asFlow(accounts.length > 0 ? accounts : ["default"])}`] : []),
    ...(protect ? [`        protect: { callers: ${protect.length > 0 ? asFlow(protect) : "none"} }`] : []),
  ];
}

function podsUnknown(name: string, accounts: readonly string[]): readonly string[] {
  return [
    `        selector: ${asFlow({ app: name })} # FILL IN: the dump does not have the Service`,
    "        targetPort: 8080 # FILL IN",
    `        serviceAccounts: ${asFlow(accounts.length > 0 ? accounts : ["default"])}`,
  ];
}
