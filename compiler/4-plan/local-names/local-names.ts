import { labelsText } from "../../1-load/labels-text.ts";
import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces } from "../../2-resolve/names.ts";
import { allDestinations, beginsWithLocal } from "../../2-resolve/routes-in-force.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { shortened } from "../names.ts";
import { callersNamespaces } from "../visibility.ts";
import { failingOver, localFailoverEntry } from "./failover.ts";
import { planHostName } from "./host-name.ts";
import { localRules } from "./local-rules.ts";
import { type LocalSubsets, portName } from "./routes.ts";
import { answeringVirtualService } from "./virtual-service.ts";

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
  const { federation } = view;
  const { consumptions } = answered;
  const about = { federation, namespace, service: onlyService(consumptions) };
  const subsets = localSubsets(name, consumptions);
  const created = consumptions.filter(({ create }) => create);
  const extended = failingOver(consumptions);
  const exportTo = callersNamespaces(consumptions);
  const manifests: Manifest[] = [];
  if (created.length > 0) {
    const ports = created.map((consumption) => ({ name: portName(consumption), port: consumption.port ?? 0 }));
    manifests.push(
      manifest(
        { apiVersion: "v1", kind: "Service", metadata: metadata(about, name), spec: { ports } },
        "Has no pods. The VirtualService of the same name routes calls to other clusters.",
      ),
    );
  }
  manifests.push(...localRules(view, answered, { ...about, name }, subsets));
  if (extended.length > 0) manifests.push(localFailoverEntry(view, answered, { namespace, name }, exportTo, extended));
  return needsRoutes(consumptions) ? [...manifests, virtualService(view, answered, about, name, subsets)] : manifests;
}

/** False if additional endpoints of the Service are enough. */
function needsRoutes(consumptions: readonly Consumption[]): boolean {
  return consumptions.some(
    (consumption) =>
      !beginsWithLocal(consumption) || consumption.written.timeout !== undefined || consumption.written.retries !== undefined,
  );
}

function virtualService(
  view: ClusterView,
  { host, consumptions }: AnsweredLocalName,
  about: { federation: string; namespace: string; service: string | undefined },
  name: string,
  subsets: LocalSubsets,
): Manifest {
  const exportTo = callersNamespaces(consumptions);
  const answers = consumptions.map((consumption) => ({ consumption, namespaces: narrowed(consumption, exportTo) }));
  const comment = [`Visible in the callers' namespaces only. Access to other clusters is enforced ${enforcedAt(consumptions)}.`];
  return answeringVirtualService(view, { host, name, about, exportTo, comment }, answers, subsets);
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
  const subsets = new Map<string, { name: string; labels: Readonly<Record<string, string>> }>();
  for (const { routes } of consumptions)
    for (const { destinations } of routes)
      for (const { subset } of destinations) {
        const key = subset && labelsText(subset);
        if (key && !subsets.has(key))
          subsets.set(key, { name: `${shortened(`federation-${name}`, 58)}-${subsets.size + 1}`, labels: subset });
      }
  return subsets;
}

function onlyService(consumptions: readonly Consumption[]): string | undefined {
  const names = new Set(consumptions.map(({ service }) => service.name));
  return names.size === 1 ? [...names][0] : undefined;
}
