import type { AlternativeEntry } from "../1-load/federation-file.ts";
import { bundleLimits } from "../certificates/pem.ts";
import { readCertificates } from "../certificates/read-certificate.ts";
import type { ClusterInventory, StandingInventory } from "../inventory/cluster-inventory.ts";
import { wholeHost } from "../inventory/host-names.ts";
import { podsBehind, selectorOfService } from "../inventory/pod-template.ts";
import { labelsIn, listIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { allowPolicies, exposureFor, type HandMadeExposure, isAboutHost } from "./exposed-by-hand.ts";
import { type HandMadeName, namesFor } from "./local-names.ts";
import { isOfFedc, type RemoteEntry, remoteEntries } from "./remote-entries.ts";

/** One service that one cluster uses of another, by hand-made objects. */
export interface HandMadeUse {
  readonly name: HandMadeName;
  readonly exposure: HandMadeExposure;
  readonly callers: "any" | readonly string[];
  /** The policy that limits the callers; undefined if none does, and whoever sees the name may call. */
  readonly callersBy: StandingObject | undefined;
  readonly alternatives: readonly AlternativeEntry[] | undefined;
  /** The ALLOW policy on the pods that serve, beside which fedc has to allow its own calls. */
  readonly denying: StandingObject | undefined;
}

/** An object, or a part of it, that the draft does not carry over. */
export interface LeftOut {
  readonly cluster: string;
  readonly object: StandingObject;
  readonly what: string;
}

/** A federation by hand, as far as dumps tell it. */
export interface HandMadeFederation {
  readonly uses: readonly HandMadeUse[];
  readonly leftOut: readonly LeftOut[];
  /** The root that signs a cluster's gateways, in PEM form, and the object that has it. */
  readonly roots: ReadonlyMap<string, { readonly pem: string; readonly object: StandingObject }>;
  /** All objects of the federation by hand, by cluster. */
  readonly objects: ReadonlyMap<string, readonly StandingObject[]>;
}

/** Reads what several clusters have for one another. */
export function handMadeFederation(inventory: StandingInventory): HandMadeFederation {
  const { entries, elsewhere } = remoteEntries(inventory);
  const uses: HandMadeUse[] = [];
  const leftOut: LeftOut[] = [];
  const objects = new Map<string, Set<StandingObject>>();
  const note = ({ cluster }: ClusterInventory, all: readonly StandingObject[]) =>
    objects.set(cluster, new Set([...(objects.get(cluster) ?? []), ...all]));
  for (const [consumer, object] of ownersOf(inventory, elsewhere))
    leftOut.push({ cluster: consumer, object, what: "its endpoint is no address of a dumped cluster" });
  for (const entry of entries) {
    const names = namesFor(entry);
    note(entry.consumer, [entry.object, ...rulesFor(entry)]);
    if (names.length === 0) leftOut.push({ cluster: entry.consumer.cluster, object: entry.object, what: "no local name leads to it" });
    for (const name of names) {
      note(entry.consumer, name.objects);
      const exposure = exposureFor(name);
      if (!exposure) {
        const what = `nothing in ${entry.exposer.cluster} serves \`${name.sent}\``;
        leftOut.push({ cluster: entry.consumer.cluster, object: name.objects[0] ?? entry.object, what });
        continue;
      }
      note(entry.exposer, exposure.objects);
      const called = callersOf(name);
      note(entry.consumer, called.policies);
      if (called.callers.length === 0 || exposure.alternatives?.length === 0) {
        const [standing, all] = called.callers.length === 0 ? [entry.consumer, called.policies] : [entry.exposer, exposure.objects];
        const what = `its policies let nobody call \`${name.sent}\`, so \`${name.as}\` is not in the draft`;
        leftOut.push({ cluster: standing.cluster, object: all.at(-1) ?? entry.object, what });
        continue;
      }
      leftOut.push(...exposure.leftOut.map((one) => ({ cluster: entry.exposer.cluster, ...one })));
      uses.push({
        name,
        exposure,
        callers: called.callers,
        callersBy: called.by,
        alternatives: exposure.alternatives,
        denying: denyingPolicy(entry.exposer, exposure),
      });
    }
  }
  for (const [cluster, standing] of inventory.clusters)
    for (const object of standing.all("EnvoyFilter"))
      if (/global|cluster_rewrite|sni/.test(JSON.stringify(object.spec))) {
        leftOut.push({ cluster, object, what: "an EnvoyFilter has no place in federation.yaml" });
        objects.get(cluster)?.add(object);
      }
  return { uses, leftOut: unique(leftOut), roots: rootsOf(entries), objects: removable(inventory, objects) };
}

/** Without Gateways that VirtualServices of others use too. */
function removable(inventory: StandingInventory, objects: ReadonlyMap<string, ReadonlySet<StandingObject>>): HandMadeFederation["objects"] {
  const isUsed = (cluster: string, all: ReadonlySet<StandingObject>, gateway: StandingObject) =>
    (inventory.clusters.get(cluster)?.all("VirtualService") ?? []).some((rule) => {
      const names = textsIn(rule.spec, "gateways").map((name) => (name.includes("/") ? name : `${rule.namespace}/${name}`));
      return !all.has(rule) && names.includes(`${gateway.namespace}/${gateway.name}`);
    });
  return new Map(
    [...objects].map(([cluster, all]) => [
      cluster,
      [...all].filter((object) => object.kind !== "Gateway" || !isUsed(cluster, all, object)),
    ]),
  );
}

/** The DestinationRules for the hosts of an entry. */
function rulesFor({ consumer, hosts }: RemoteEntry): readonly StandingObject[] {
  return consumer
    .all("DestinationRule")
    .filter(
      (object) => !isOfFedc(object) && hosts.includes(wholeHost(textIn(object.spec, "host") ?? "", object.namespace, "cluster.local")),
    );
}

/** Who may call: by policies at the egress gateway, or else everybody who sees the name. Empty if these policies let nobody call. */
function callersOf({ entry: { consumer }, through, sent, namespaces }: HandMadeName) {
  const gateways = through.flatMap((host) => {
    const [name = "", namespace = ""] = host.split(".");
    return { namespace, labels: labelsIn(consumer.find("Service", namespace, name)?.spec, "selector") };
  });
  const policies = gateways.flatMap(({ namespace, labels }) => allowPolicies(consumer, namespace, labels));
  if (policies.length === 0)
    return { callers: namespaces === "any" ? ("any" as const) : namespaces.map((one) => `${one}/*`), by: undefined, policies };
  const allowing = policies.flatMap((policy) =>
    listIn(policy.spec, "rules")
      .filter((rule) => listIn(rule, "to").length === 0 || listIn(rule, "to").some((one) => isAboutHost(one, sent)))
      .map((rule) => ({ policy, callers: callersIn(rule) })),
  );
  const everybody = allowing.find(({ callers }) => callers === undefined);
  if (everybody) return { callers: "any" as const, by: everybody.policy, policies };
  return { callers: [...new Set(allowing.flatMap(({ callers }) => callers ?? []))], by: allowing[0]?.policy, policies };
}

/** The callers that a rule names, as `namespace/name`; undefined if it names none. */
function callersIn(rule: unknown): readonly string[] | undefined {
  const principals = listIn(rule, "from").flatMap((one) => textsIn(one, "source", "principals"));
  if (listIn(rule, "from").length === 0 || principals.includes("*")) return undefined;
  const within = listIn(rule, "from").flatMap((one) => textsIn(one, "source", "namespaces"));
  const named = principals.flatMap((principal) => {
    const [, namespace, name] = /\/ns\/([^/*]+)\/(?:sa\/([^/*]+)|\*)$/.exec(principal) ?? [];
    return namespace === undefined ? [] : `${namespace}/${name ?? "*"}`;
  });
  return [...named, ...within.map((namespace) => `${namespace}/*`)];
}

/** An ALLOW policy that holds for the pods behind a Service. */
function denyingPolicy(exposer: ClusterInventory, { service }: HandMadeExposure): StandingObject | undefined {
  const selector = selectorOfService(service) ?? {};
  const labels = podsBehind(exposer, service, service.namespace ?? "")?.[0]?.labels ?? selector;
  return exposer.inNamespace(service.namespace ?? "", "AuthorizationPolicy").find((object) => {
    const chosen = Object.entries((object.spec.selector as { matchLabels?: Record<string, string> } | undefined)?.matchLabels ?? {});
    return (
      !isOfFedc(object) && (textIn(object.spec, "action") ?? "ALLOW") === "ALLOW" && chosen.every(([key, value]) => labels[key] === value)
    );
  });
}

/** The roots by which callers verify a cluster's gateway: the Secret that the DestinationRule for it names. */
function rootsOf(entries: readonly RemoteEntry[]): HandMadeFederation["roots"] {
  const roots = new Map<string, { pem: string; object: StandingObject }>();
  for (const entry of entries)
    for (const rule of rulesFor(entry)) {
      const name = textIn(rule.spec, "trafficPolicy", "tls", "credentialName");
      if (name === undefined) continue;
      for (const object of entry.consumer.all("Secret").filter((one) => one.name === `${name}-cacert` || one.name === name)) {
        const pem = textIn(object.data, "data", "ca.crt") ?? textIn(object.data, "data", "cacert");
        const [root] = pem ? readCertificates(pem, bundleLimits).certificates.filter(({ selfIssued }) => selfIssued) : [];
        if (pem && root && !roots.has(entry.exposer.cluster)) roots.set(entry.exposer.cluster, { pem, object });
      }
    }
  return roots;
}

function ownersOf(inventory: StandingInventory, objects: readonly StandingObject[]): readonly (readonly [string, StandingObject])[] {
  return objects.flatMap((object) => {
    const owner = [...inventory.clusters.values()].find((standing) => standing.objects.includes(object));
    return owner ? [[owner.cluster, object] as const] : [];
  });
}

function unique(all: readonly LeftOut[]): readonly LeftOut[] {
  return [...new Map(all.map((one) => [`${one.cluster} ${one.object.title} ${one.what}`, one])).values()];
}
