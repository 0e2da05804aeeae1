import { grouped } from "../2-resolve/grouped.ts";
import { asFlow, type Writable } from "../edit/written-entry.ts";
import { podsBehind, portsOfService, selectorOfService, targetNumbers } from "../inventory/pod-template.ts";
import type { StandingObject } from "../inventory/standing-object.ts";
import type { HandMadeUse } from "./hand-made.ts";
import { isOfFedc } from "./remote-entries.ts";

/** The uses by the name of the service in the draft. */
export function usesByService(uses: readonly HandMadeUse[]): ReadonlyMap<string, readonly HandMadeUse[]> {
  const byService = grouped(uses, ({ exposure: { service } }) => `${service.name}.${service.namespace}`);
  const names = new Map<string, number>();
  for (const key of byService.keys()) names.set(nameIn(key), (names.get(nameIn(key)) ?? 0) + 1);
  const named = [...byService].map(([key, all]) => [(names.get(nameIn(key)) ?? 0) > 1 ? key.replace(".", "-") : nameIn(key), all] as const);
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameIn(key: string): string {
  return key.slice(0, key.indexOf("."));
}

/** The lines of one service, with where each entry comes from. */
export function serviceLines(name: string, uses: readonly HandMadeUse[]): readonly string[] {
  const [first] = uses;
  if (!first) return [];
  const { protocol } = first.exposure;
  const lines = [`  ${asFlow(name)}:`, `    protocol: ${protocol}`, "    expose:"];
  for (const [cluster, ofExposer] of grouped(uses, ({ name: { entry } }) => entry.exposer.cluster))
    lines.push(...exposeLines(cluster, ofExposer, protocol));
  lines.push("    consume:");
  for (const [cluster, ofConsumer] of grouped(uses, ({ name: { entry } }) => entry.consumer.cluster))
    lines.push(...consumeLines(cluster, ofConsumer));
  return lines;
}

function exposeLines(cluster: string, uses: readonly HandMadeUse[], protocol: string): readonly string[] {
  const [first] = uses;
  if (!first) return [];
  const { service, port, objects } = first.exposure;
  const lines = [
    `      ${asFlow(cluster)}:`,
    ...origin(8, objects),
    `        service: ${asFlow(`${service.name}.${service.namespace}`)}`,
    `        port: ${port}`,
  ];
  if (first.denying) lines.push(...denyLines(first, service, port));
  lines.push("        allow:");
  for (const [consumer, [use]] of grouped(uses, ({ name: { entry } }) => entry.consumer.cluster)) {
    const all = use?.alternatives ?? [];
    const http: Writable = all.length === 0 ? { methods: "any" } : all.length === 1 ? (all[0] as Writable) : (all as readonly Writable[]);
    const grpc: Writable = { rpcs: "any" };
    const allowed = protocol === "tcp" ? "any" : asFlow(protocol === "grpc" ? grpc : http);
    if (protocol !== "tcp" && all.length === 0) lines.push("          # nothing at the gateway asked about requests");
    lines.push(`          ${asFlow(consumer)}: ${allowed}`);
  }
  return lines;
}

/** Pods with ALLOW policies refuse the federation's calls unless one more allows them. */
function denyLines({ name: { entry }, denying }: HandMadeUse, service: StandingObject, number: number): readonly string[] {
  const pods = podsBehind(entry.exposer, service, service.namespace ?? "") ?? [];
  const port = portsOfService(service).find((one) => one.number === number);
  const [target = number] = port ? targetNumbers(port, pods) : [];
  const selector = selectorOfService(service);
  if (!selector) return ["        # its pods have ALLOW policies, and their labels are not known: `defaultDeny` may be needed"];
  return [
    ...origin(8, denying ? [denying] : []),
    "        defaultDeny: true",
    `        selector: ${asFlow(selector)}`,
    `        targetPort: ${target}`,
  ];
}

function consumeLines(cluster: string, uses: readonly HandMadeUse[]): readonly string[] {
  const byName = [...grouped(uses, ({ name: { as, port } }) => `${as}:${port}`).values()];
  const items = byName.map((same) => itemLines(same));
  if (items.length === 1) return [`      ${asFlow(cluster)}:`, ...(items[0] ?? []).map((line) => `        ${line}`)];
  const listed = items.flatMap((lines) => {
    const start = lines.findIndex((line) => !line.startsWith("#"));
    return lines.map((line, index) => `        ${index < start ? "" : index === start ? "- " : "  "}${line}`);
  });
  return [`      ${asFlow(cluster)}:`, ...listed];
}

function itemLines(same: readonly HandMadeUse[]): readonly string[] {
  const [use] = same;
  if (!use) return [];
  const { name, callers, callersBy } = use;
  const { as, port, entry } = name;
  const [own = "", namespace = "", ...more] = as.split(".");
  const isService = more.length === 0;
  const existing = isService && entry.consumer.find("Service", namespace, own);
  const isExisting = existing !== undefined && existing !== false && !isOfFedc(existing);
  const limited = callers === "any" && !isService ? injectedNamespaces(use) : callers;
  const objects = [...new Set([...name.objects, entry.object])];
  return [
    ...origin(0, objects),
    `as: ${asFlow(as)}`,
    `port: ${port}`,
    ...(isService ? [`localService: ${isExisting ? "existing" : "create"}`] : []),
    callersBy
      ? `# by ${callersBy.title}, ${callersBy.file}:${callersBy.line}`
      : "# no policy limited the callers: name the service accounts that really call",
    `callers: ${asFlow(limited)}`,
    ...routeLines(same, isExisting),
  ];
}

/** Weights, if a name leads to several clusters or keeps a part of its calls. */
function routeLines(same: readonly HandMadeUse[], isExisting: boolean): readonly string[] {
  const remote = [...new Map(same.map(({ name }) => [name.entry.exposer.cluster, name.weight])).entries()];
  const sum = remote.reduce((all, [, weight]) => all + weight, 0);
  if (remote.length === 1 && (sum >= 100 || !isExisting)) return [];
  const rest = isExisting && sum < 100 ? [{ local: {}, weight: 100 - sum }] : [];
  const scale = rest.length === 0 && sum !== 100 ? 100 / sum : 1;
  const weights = remote.map(([, weight]) => Math.floor(weight * scale));
  const missing = rest.length === 0 ? 100 - weights.reduce((all, weight) => all + weight, 0) : 0;
  const to = remote.map(([cluster], index) => ({ cluster, weight: (weights[index] ?? 0) + (index === 0 ? missing : 0) }));
  return ["routes:", `  - to: ${asFlow([...to, ...rest] as readonly Writable[])}`];
}

/** A full host name is known in the callers' namespaces only. */
function injectedNamespaces({ name: { entry } }: HandMadeUse): readonly string[] {
  const labelled = entry.consumer
    .all("Namespace")
    .filter(({ labels }) => labels["istio-injection"] === "enabled" || labels["istio.io/rev"] !== undefined);
  const names = labelled.map(({ name }) => `${name}/*`);
  return names.length > 0 ? names : ["default/*"];
}

function origin(indent: number, objects: readonly StandingObject[]): readonly string[] {
  return objects.map(({ title, file, line }) => `${" ".repeat(indent)}# ${title}, ${file}:${line}`);
}
