import type { Labels } from "../1-load/federation-file.ts";
import type { Consumption, Exposure, Federation } from "../2-resolve/federation.ts";
import type { ClusterInventory, StandingInventory } from "../inventory/cluster-inventory.ts";
import { isForMesh, wholeHost } from "../inventory/host-names.ts";
import { isOwnObject } from "../inventory/ownership.ts";
import { peerModeOf } from "../inventory/peer-authentication.ts";
import { targetNumbers } from "../inventory/pod-template.ts";
import { seesHost } from "../inventory/sidecar-scope.ts";
import { callingNamespaces } from "../inventory/standing-callers.ts";
import type { StandingKindName } from "../inventory/standing-kinds.ts";
import { labelsIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { standingService } from "../inventory/standing-service.ts";
import { MapOnUse } from "../istio/objects/map-on-use.ts";
import { readObjects } from "../istio/objects/read-objects.ts";
import { selects } from "../istio/objects/selects.ts";
import { UnsupportedObject } from "../istio/objects/unsupported-object.ts";
import { partsAsModelled } from "./parts-as-modelled.ts";

/** An object of a dump that the model does not know, and so what it does to calls. */
interface UnknownObject {
  readonly cluster: string;
  readonly object: StandingObject;
  /** One sentence. */
  readonly reason: string;
}

/** Emitted objects with those of others beside them, as far as the model knows these. */
export interface StandingBeside {
  /** The federation with what the dumps tell about its pods. */
  readonly federation: Federation;
  readonly objects: ReadonlyMap<string, readonly unknown[]>;
  /** The objects outside of the model that may touch the calls of a local name. */
  unknownFor(consumption: Consumption): readonly UnknownObject[];
}

/** Kinds of others that the model follows. */
const followed: readonly StandingKindName[] = ["VirtualService", "DestinationRule", "ServiceEntry", "AuthorizationPolicy"];
/** Kinds that may change a call in a way that the model does not know. */
const unmodelled: readonly StandingKindName[] = ["Sidecar", "EnvoyFilter", "RequestAuthentication", "PeerAuthentication"];

/** Adds what stands in the clusters to the objects that fedc emits. */
export function standingBeside(
  federation: Federation,
  emitted: ReadonlyMap<string, readonly unknown[]>,
  inventory: StandingInventory,
): StandingBeside {
  const unknown: UnknownObject[] = [];
  const known = new Map<string, readonly ModelledPart[]>();
  const trustDomains = [...new Set([...federation.clusters.values()].map((cluster) => cluster.trustDomain))];
  for (const [name, { istio }] of federation.clusters) {
    const standing = inventory.of({ name });
    if (!standing) continue;
    const others = standing.all(...followed).filter((object) => !isOwnObject(object, federation.name) && object.namespace !== undefined);
    const partsOf = partsAsModelled(standing, istio.domain, trustDomains);
    const read: ModelledPart[] = [];
    for (const object of others)
      for (const part of partsOf(object)) {
        const reason = part === undefined ? "its fields are not known" : whyUnread(part, istio.rootNamespace);
        if (reason === undefined) read.push({ of: object.title, part });
        else unknown.push({ cluster: name, object, reason });
      }
    for (const object of standing.all(...unmodelled))
      if (!isOwnObject(object, federation.name))
        unknown.push({ cluster: name, object, reason: `the model does not know the kind ${object.kind}` });
    known.set(name, read);
  }
  const all = (name: string) => [...(emitted.get(name) ?? []), ...withoutEmitted(known.get(name) ?? [], emitted.get(name) ?? [])];
  const enriched = withPods(federation, inventory);
  return {
    federation: enriched,
    objects: new MapOnUse(emitted, all),
    unknownFor: (consumption) => unknown.filter((one) => mayTouch(one, consumption, enriched, inventory)),
  };
}

function whyUnread(object: unknown, rootNamespace: string): string | undefined {
  try {
    readObjects([object], rootNamespace);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnsupportedObject)) throw error;
    return error.path === "" ? error.problem : `\`${error.path}\`: ${error.problem}`;
  }
}

/** A part of an object as the model reads it, and the name of the object. */
interface ModelledPart {
  readonly of: string;
  readonly part: unknown;
}

/** An emitted object replaces one of its name; a finding says so. */
function withoutEmitted(others: readonly ModelledPart[], emitted: readonly unknown[]): readonly unknown[] {
  const names = new Set(
    emitted.map((object) => `${textIn(object, "kind")} ${textIn(object, "metadata", "namespace")}/${textIn(object, "metadata", "name")}`),
  );
  return others.filter(({ of }) => !names.has(of)).map(({ part }) => part);
}

/** The federation with the labels and ports of exposed pods, by which policies of others choose them. */
function withPods(federation: Federation, inventory: StandingInventory): Federation {
  const withLabels = (exposure: Exposure): Exposure => {
    const found = standingService(inventory, exposure.cluster, exposure.local, exposure.port);
    const serving = found?.pods?.filter(({ labels }) => selects(exposure.subset ?? {}, labels)) ?? [];
    const [first] = serving;
    if (!found || !first) return exposure;
    const common = Object.fromEntries(
      Object.entries(first.labels).filter(([key, value]) => serving.every(({ labels }) => labels[key] === value)),
    );
    const numbers = found.port ? targetNumbers(found.port, serving) : [];
    return { ...exposure, selector: { ...common, ...exposure.selector }, targetPort: exposure.targetPort ?? numbers[0] };
  };
  const services = federation.services.map((service) => ({ ...service, exposures: service.exposures.map(withLabels) }));
  return { ...federation, services };
}

function mayTouch(
  { cluster, object }: UnknownObject,
  consumption: Consumption,
  federation: Federation,
  inventory: StandingInventory,
): boolean {
  const { service, cluster: consumer, as } = consumption;
  const exposures = federation.services.find(({ name }) => name === service.name)?.exposures ?? [];
  const here = consumer.name === cluster ? [consumption] : [];
  const exposed = exposures.filter(
    (exposure) => exposure.cluster.name === cluster && exposure.allows.some((allow) => allow.consumer === consumer),
  );
  const home = federation.clusters.get(cluster);
  if (!home || here.length + exposed.length === 0) return false;
  const { rootNamespace, domain } = home.istio;
  const namespace = object.namespace ?? "";
  const hosts = [...(here.length > 0 && as ? [as.host] : []), ...exposed.map(({ local }) => local.fqdn)];
  const callers = here.length > 0 ? callingNamespaces(consumption) : [];
  const isAmongCallers = callers === "any" || callers.includes(namespace);
  const gateways: Labels[] = [home.ingress, home.egress].flatMap((gateway) => (gateway ? [gateway.selector] : []));
  const podsIn = (own: string): readonly Labels[] => [
    ...(own === home.namespace || own === rootNamespace ? gateways : []),
    ...exposed.flatMap((exposure) => (own === exposure.local.namespace || own === rootNamespace ? labelsOf(inventory, exposure) : [])),
  ];
  const selector =
    object.kind === "EnvoyFilter" ? labelsIn(object.spec, "workloadSelector", "labels") : labelsIn(object.spec, "selector", "matchLabels");
  const isForPods = podsIn(namespace).some((labels) => selects(selector, labels));
  switch (object.kind) {
    case "VirtualService":
      return isForMesh(object) && textsIn(object.spec, "hosts").some((host) => matchesAny(host, namespace, domain, hosts));
    case "ServiceEntry":
      return textsIn(object.spec, "hosts").some((host) => matchesAny(host, namespace, domain, hosts));
    case "DestinationRule":
      return matchesAny(textIn(object.spec, "host") ?? "", namespace, domain, hosts);
    case "Sidecar":
      return (
        (isAmongCallers || (namespace === rootNamespace && here.length > 0)) &&
        hosts.some((host) => !seesHost(object, as?.namespace ?? namespace, host))
      );
    case "PeerAuthentication":
      return exposed.some((exposure) => isPlaintext(inventory.of(home), exposure, rootNamespace));
    case "EnvoyFilter":
      return isForPods || isAmongCallers || (namespace === rootNamespace && here.length > 0);
    default:
      return isForPods;
  }
}

function labelsOf(inventory: StandingInventory, { cluster, local, port, selector = {} }: Exposure): readonly Labels[] {
  const pods = standingService(inventory, cluster, local, port)?.pods ?? [];
  return pods.length > 0 ? pods.map(({ labels }) => labels) : [selector];
}

function isPlaintext(
  standing: ClusterInventory | undefined,
  { local, selector = {}, targetPort: port }: Exposure,
  rootNamespace: string,
): boolean {
  return (
    standing !== undefined &&
    peerModeOf(standing, { namespace: local.namespace, labels: selector, port, rootNamespace })?.mode === "DISABLE"
  );
}

function matchesAny(host: string, namespace: string, domain: string, hosts: readonly string[]): boolean {
  const full = wholeHost(host, namespace, domain);
  return hosts.some((one) => one === full || (full.startsWith("*") && one.endsWith(full.slice(1))));
}
