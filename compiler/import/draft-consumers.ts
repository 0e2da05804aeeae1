import { grouped } from "../2-resolve/grouped.ts";
import { asFlow, type Writable } from "../edit/written-entry.ts";
import { printable } from "../findings/formats/printable.ts";
import { portsOfService } from "../inventory/pod-template.ts";
import type { StandingObject } from "../inventory/standing-object.ts";
import type { HandMadeFederation, HandMadeUse } from "./hand-made.ts";
import { type HandMadeName, type HandMadeRoute, timeoutsOf } from "./local-names.ts";
import { isOfFedc } from "./remote-entries.ts";

/** The lines of one consuming cluster. */
export function consumeLines(
  cluster: string,
  uses: readonly HandMadeUse[],
  handMade: HandMadeFederation,
  isWorkloads: (one: string, other: string) => boolean,
): readonly string[] {
  const items = [...grouped<HandMadeUse, HandMadeName>(uses, ({ name }) => name)].map(([, same]) => itemLines(same, handMade, isWorkloads));
  const [only, ...more] = items;
  if (only && more.length === 0) return [`      ${asFlow(cluster)}:`, ...only.map((line) => `        ${line}`)];
  const listed = items.flatMap((lines) => {
    const start = lines.findIndex((line) => !line.startsWith("#"));
    return lines.map((line, index) => `        ${index < start ? "" : index === start ? "- " : "  "}${line}`);
  });
  return [`      ${asFlow(cluster)}:`, ...listed];
}

function itemLines(
  uses: readonly HandMadeUse[],
  handMade: HandMadeFederation,
  isWorkloads: (one: string, other: string) => boolean,
): readonly string[] {
  const [use] = uses;
  if (!use) return [];
  const { name, callers, callersBy, call, workloads } = use;
  const { as, port, callerLabels, routes } = name;
  const isService = as.split(".").length === 2;
  const between = isWorkloads(use.consumer, use.exposer);
  const own = between ? identities(use) : undefined;
  const who = own ?? (callers === "any" && !isService ? injectedNamespaces(name) : callers);
  const by = own ? workloads?.objects[0] : callersBy;
  const [timeout, ...others] = timeoutsOf(routes);
  return [
    ...origin(0, [...new Set([...name.objects, ...call.objects])].filter(isNaming)),
    `as: ${asFlow(as)}`,
    `port: ${port}`,
    ...(isService && !isInDump(name) ? ["# the dump has no Service of this name: write `existing` if there is one"] : []),
    ...(isService ? [`localService: ${isStanding(name) ? "existing" : "create"}`] : []),
    by
      ? `# by ${printable(`${by.title}, ${by.file}:${by.line}`)}`
      : "# no policy limited the callers: name the service accounts that really call",
    `callers: ${asFlow(who)}`,
    ...(callerLabels ? [`callerLabels: ${asFlow({ ...callerLabels })}`] : []),
    ...(timeout === undefined || others.length > 0 ? [] : [`timeout: ${asFlow(timeout)}`]),
    ...(between && call.through.length === 0 ? ["via: direct"] : []),
    ...(failoverLines(use, handMade) ?? routeLines(name, handMade)),
  ];
}

/** The callers' own identities that policies on the serving pods let in. */
function identities({ workloads, callers, name }: HandMadeUse): "any" | readonly string[] | undefined {
  const all = workloads?.alternatives.map((one) => one.callers ?? "any") ?? [];
  const named = all.flatMap((one) => (one === "any" ? [] : one));
  if (named.length > 0) return [...new Set(named)];
  return all.includes("any") && callers === "any" && name.as.split(".").length === 2 ? "any" : undefined;
}

/** What a reader looks at first: the way of the call, without the policies. */
function isNaming({ kind }: StandingObject): boolean {
  return ["VirtualService", "ServiceEntry", "Service"].includes(kind);
}

function isInDump({ consumer, as }: HandMadeName): boolean {
  const [own = "", namespace = ""] = as.split(".");
  return consumer.standing.find("Service", namespace, own) !== undefined;
}

function isStanding({ consumer, as, local, routes }: HandMadeName): boolean {
  const [own = "", namespace = ""] = as.split(".");
  const found = consumer.standing.find("Service", namespace, own);
  if (local || routes.some(({ to }) => to.some(({ calls }) => calls.length === 0))) return true;
  // A Service without a selector and without addresses is only the name of a federation by hand.
  return (
    found !== undefined && !isOfFedc(found) && consumer.outer.some(({ object, endpoints }) => object === found && endpoints.length === 0)
  );
}

function failoverLines({ name, pods }: HandMadeUse, { reached }: HandMadeFederation): readonly string[] | undefined {
  const [route, ...others] = name.routes;
  const [share, ...more] = route?.to ?? [];
  if (!share || !route || route.match || others.length > 0 || more.length > 0 || !share.calls.some(({ inOrder }) => inOrder))
    return undefined;
  const clusters = [...new Set(share.calls.flatMap((call) => reached.get(call) ?? []))];
  const own = name.local && portsOfService(name.local).find(({ number }) => number === name.port);
  if (clusters.length < 2 && !name.local) return undefined;
  const accounts = localAccounts(name, pods.serviceAccounts);
  const local: readonly Writable[] = name.local ? [{ local: { serviceAccounts: accounts, portName: own?.name ?? "http" } }] : [];
  return [`failover: ${asFlow([...local, ...clusters.map((cluster) => ({ cluster }))])}`];
}

function localAccounts({ consumer, local }: HandMadeName, others: readonly string[]): readonly string[] {
  const selector = JSON.stringify(local?.spec.selector);
  const pods = consumer.standing.all("Deployment", "StatefulSet", "DaemonSet").filter(({ namespace }) => namespace === local?.namespace);
  const chosen = pods.flatMap(({ spec }) => {
    const template = spec.template as { metadata?: { labels?: object }; spec?: { serviceAccountName?: unknown } } | undefined;
    const labels = Object.entries(template?.metadata?.labels ?? {});
    const isChosen = Object.entries(JSON.parse(selector ?? "{}")).every(([key, value]) =>
      labels.some(([k, v]) => k === key && v === value),
    );
    const account = template?.spec?.serviceAccountName;
    return isChosen ? [typeof account === "string" ? account : "default"] : [];
  });
  const all = [...new Set(chosen)];
  return all.length > 0 ? all : others.length > 0 ? others : ["default"];
}

/** Routes, if a name leads to several clusters, keeps a part of its calls, or asks for something. */
function routeLines({ routes, local }: HandMadeName, { reached }: HandMadeFederation): readonly string[] {
  const written = routes.map((route) => destinations(route, reached));
  const [first] = written;
  if (written.length === 1 && first?.length === 1 && !routes[0]?.match && !(first[0] && "local" in first[0])) return [];
  const lines = routes.flatMap((route, index) => {
    const to = written[index] ?? [];
    if (to.length === 0) return [];
    const isLast = index === routes.length - 1;
    const match = route.match && !(isLast && !local) ? [`  - match: ${asFlow(route.match as Writable)}`] : [];
    return [...match, `  ${match.length > 0 ? "  " : "- "}to: ${asFlow(to as readonly Writable[])}`];
  });
  return ["routes:", ...lines];
}

/** Weights add up to 100, also if a part of the calls leads to no dumped cluster. */
function destinations({ to }: HandMadeRoute, reached: HandMadeFederation["reached"]): readonly Record<string, Writable>[] {
  const parts = new Map<string, { entry: Record<string, Writable>; weight: number }>();
  const add = (entry: Record<string, Writable>, weight: number) => {
    const key = JSON.stringify(entry);
    parts.set(key, { entry, weight: (parts.get(key)?.weight ?? 0) + weight });
  };
  for (const { calls, subset, weight } of to) {
    if (calls.length === 0) add({ local: subset ? { subset: { ...subset } } : {} }, weight);
    for (const call of calls) {
      const cluster = reached.get(call);
      if (cluster !== undefined) add({ cluster }, (weight * call.share) / 100);
    }
  }
  const all = [...parts.values()].filter(({ weight }) => weight > 0);
  if (all.length < 2) return all.map(({ entry }) => entry);
  const sum = all.reduce((total, { weight }) => total + weight, 0);
  const scaled = all.map(({ weight }) => Math.max(1, Math.floor((weight * 100) / sum)));
  const missing = 100 - scaled.reduce((total, weight) => total + weight, 0);
  return all.map(({ entry }, index) => ({ ...entry, weight: (scaled[index] ?? 0) + (index === 0 ? missing : 0) }));
}

/** A full host name is known in the callers' namespaces only. */
function injectedNamespaces({ consumer }: HandMadeName): readonly string[] {
  const labelled = consumer.standing
    .all("Namespace")
    .filter(({ labels }) => labels["istio-injection"] === "enabled" || labels["istio.io/rev"] !== undefined);
  const names = labelled.map(({ name }) => `${name}/*`);
  return names.length > 0 ? names : ["default/*"];
}

/** Comments that name objects and their places. */
export function origin(indent: number, objects: readonly StandingObject[]): readonly string[] {
  return objects.map(({ title, file, line }) => `${" ".repeat(indent)}# ${printable(`${title}, ${file}:${line}`)}`);
}
