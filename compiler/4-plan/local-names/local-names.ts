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

/** `as-<local name>.yaml`: how one local name is answered. */
export function planLocalNames(view: ClusterView): readonly PlannedFile[] {
  return view.names.map((name) => {
    const as = name.consumptions[0]?.as;
    if (as?.namespace === undefined) return { name: fileName(name.host), manifests: planHostName(view, name) };
    return { name: fileName(`${as.name}.${as.namespace}`), manifests: planService(view, name, as.name, as.namespace) };
  });
}

/** File systems take 255 bytes. */
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
        "Has no pods: the VirtualService of this name leads to other clusters.",
      ),
    );
  }
  manifests.push(...localRules(view, answered, { ...about, name }, subsets));
  if (extended.length > 0) manifests.push(localFailoverEntry(view, answered, { namespace, name }, exportTo, extended));
  return needsRoutes(consumptions) ? [...manifests, virtualService(view, answered, about, name, subsets)] : manifests;
}

/** Not where all that is to be said is where the Service's endpoints are. */
function needsRoutes(consumptions: readonly Consumption[]): boolean {
  return consumptions.some((one) => !beginsWithLocal(one) || one.written.timeout !== undefined || one.written.retries !== undefined);
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
  const comment = [
    `Seen in the callers' namespaces only; who of them gets through to another cluster is decided ${decidedAt(consumptions)}.`,
  ];
  return answeringVirtualService(view, { host, name, about, exportTo, comment }, answers, subsets);
}

/** Callers' proxies are theirs, so it is never decided there. */
function decidedAt(consumptions: readonly Consumption[]): string {
  const grants = consumptions.flatMap(allDestinations).flatMap(({ grant }) => grant ?? []);
  const places = new Set(grants.map(({ mode }) => (mode === "gateways" ? "at the egress gateway" : "at the called workload")));
  return [...places].sort((a, b) => (a < b ? 1 : -1)).join(" or ");
}

/** The namespaces that a port's routes are for, where the name is seen in others too. */
function narrowed({ callers }: Consumption, exported: readonly string[]): readonly string[] | undefined {
  const own = callerNamespaces(callers);
  if (own === "any") return undefined;
  return exported.every((namespace) => own.includes(namespace)) ? undefined : own;
}

/** A subset per distinct choice of local pods, numbered as they come. */
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
