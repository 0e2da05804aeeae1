import { labelsText } from "../../1-load/labels-text.ts";
import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces } from "../../2-resolve/names.ts";
import { allDestinations, beginsWithLocal } from "../../2-resolve/routes-in-force.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type Manifest, metadata, type PlannedFile, planned } from "../manifest.ts";
import { shortened } from "../names.ts";
import { callersNamespaces } from "../visibility.ts";
import { portName } from "../workloads/workload-uses.ts";
import { failingOver, localFailoverEntry } from "./failover.ts";
import { planHostName } from "./host-name.ts";
import { localRules } from "./local-rules.ts";
import { delegateVirtualService, type LocalSubsets, localVirtualService } from "./routes.ts";

/** `as-<local name>.yaml`: the objects of one local name. */
export function planLocalNames(view: ClusterView): readonly PlannedFile[] {
  return view.names.map((name) => {
    const as = name.consumptions[0]?.as;
    if (as?.namespace === undefined) return { name: fileName(name.host), manifests: planHostName(view, name) };
    return { name: fileName(`${as.name}.${as.namespace}`), manifests: planService(view, name, as.name, as.namespace) };
  });
}

/** File systems limit names to 255 bytes. */
function fileName(name: string): string {
  return `as-${shortened(name, 240)}.yaml`;
}

function planService(view: ClusterView, answered: AnsweredLocalName, name: string, namespace: string): readonly Manifest[] {
  const { host, consumptions } = answered;
  const about = { federation: view.federation, namespace, service: onlyService(consumptions) };
  const subsets = localSubsets(name, consumptions);
  const failovers = failingOver(consumptions);
  const exportTo = callersNamespaces(consumptions);
  const ports = consumptions.flatMap((consumption) =>
    consumption.create ? [{ name: portName(consumption), port: consumption.port ?? 0 }] : [],
  );
  const service = planned(
    "Service",
    metadata(about, name),
    { ports },
    "Has no pods. The VirtualService of the same name routes calls to other clusters.",
  );
  const answers = consumptions.map((consumption) => ({ consumption, namespaces: narrowed(consumption, exportTo) }));
  const comment = [`Visible in the callers' namespaces only. Access to other clusters is enforced ${enforcedAt(consumptions)}.`];
  return [
    ...(ports.length > 0 ? [service] : []),
    ...localRules(view, answered, { ...about, name }, subsets),
    ...(failovers.length > 0 ? [localFailoverEntry(view, answered, { namespace, name }, exportTo, failovers)] : []),
    ...(needsRoutes(consumptions) ? [localVirtualService(view, { host, name, about, exportTo, comment }, answers, subsets)] : []),
    ...consumptions.filter(({ delegate }) => delegate).map((consumption) => delegateVirtualService(view, consumption, subsets)),
  ];
}

/** False if additional endpoints of the Service are enough. */
function needsRoutes(consumptions: readonly Consumption[]): boolean {
  return consumptions.some(
    (consumption) =>
      !beginsWithLocal(consumption) || consumption.written.timeout !== undefined || consumption.written.retries !== undefined,
  );
}

/** Access is never enforced at callers' proxies, since callers control those. */
function enforcedAt(consumptions: readonly Consumption[]): string {
  const grants = consumptions.flatMap(allDestinations).flatMap(({ grant }) => grant ?? []);
  const places = new Set(grants.map(({ mode }) => (mode === "gateways" ? "at the egress gateway" : "at the called workload")));
  return [...places].sort((a, b) => (a < b ? 1 : -1)).join(" or ");
}

/** The namespaces that a port's routes apply to, if the name is visible in other namespaces too. */
function narrowed({ callers }: Consumption, exported: readonly string[]): readonly string[] | undefined {
  const own = callerNamespaces(callers);
  if (own === "any") return undefined;
  return exported.every((namespace) => own.includes(namespace)) ? undefined : own;
}

/** A subset for each distinct choice of local pods, numbered in order of appearance. */
function localSubsets(name: string, consumptions: readonly Consumption[]): LocalSubsets {
  const destinations = consumptions.flatMap(({ routes }) => routes.flatMap((route) => route.destinations));
  const chosen = new Map(
    destinations.flatMap(({ subset }) => (subset && labelsText(subset) ? [[labelsText(subset), subset] as const] : [])),
  );
  return new Map(
    [...chosen].map(([text, labels], index) => [text, { name: `${shortened(`federation-${name}`, 58)}-${index + 1}`, labels }]),
  );
}

function onlyService(consumptions: readonly Consumption[]): string | undefined {
  const names = new Set(consumptions.map(({ service }) => service.name));
  return names.size === 1 ? [...names][0] : undefined;
}
