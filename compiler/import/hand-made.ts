import type { AlternativeEntry } from "../1-load/federation-file.ts";
import { printable } from "../findings/formats/printable.ts";
import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import { labelsIn, type StandingObject, textIn } from "../inventory/standing-object.ts";
import { exposureFor, type HandMadeExposure } from "./exposed-by-hand.ts";
import { ExposingClusters } from "./exposing-clusters.ts";
import { callersIn, type HandMadeCallers, handMadePolicies, otherConditions, principalsIn, rulesAbout } from "./gateway-policies.ts";
import { HandMadeRoutes, type LeavingCall } from "./leaving-calls.ts";
import { type HandMadeName, leavingNames, localSubsets } from "./local-names.ts";
import { remarksOn } from "./remarks.ts";
import { isOfFedc } from "./remote-entries.ts";
import { unfitName } from "./unfit-name.ts";
import { type PodsOfExposure, podsOfExposure, type WorkloadTrust, workloadTrust } from "./workload-policies.ts";

/** One cluster's service that another one uses under a name, by hand-made objects. */
export interface HandMadeUse {
  readonly consumer: string;
  readonly exposer: string;
  readonly name: HandMadeName;
  readonly call: LeavingCall;
  readonly exposure: HandMadeExposure;
  readonly pods: PodsOfExposure;
  readonly workloads: WorkloadTrust | undefined;
  readonly callers: HandMadeCallers;
  /** The policy that limits the callers; undefined if none does, and whoever sees the name may call. */
  readonly callersBy: StandingObject | undefined;
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
  readonly clusters: ReadonlyMap<string, HandMadeRoutes>;
  /** The cluster at which each call arrives, of those that the draft has. */
  readonly reached: ReadonlyMap<LeavingCall, string>;
  /** All objects that the draft expresses, by cluster. */
  readonly expressed: ReadonlyMap<string, ReadonlySet<StandingObject>>;
  /** Those that it does not express, and that have no use without the others. */
  readonly idle: ReadonlySet<StandingObject>;
}

/** Reads what several clusters have for one another. */
export function handMadeFederation(inventory: StandingInventory): HandMadeFederation {
  const clusters = new Map([...inventory.clusters].map(([cluster, standing]) => [cluster, new HandMadeRoutes(standing)]));
  const names = [...clusters.values()].flatMap(leavingNames);
  const callsOf = (name: HandMadeName) => name.routes.flatMap(({ to }) => to.flatMap(({ calls }) => calls));
  const exposing = new ExposingClusters(inventory, clusters, names.flatMap(callsOf));
  const reading = new Reading(clusters, exposing);
  for (const name of names) reading.read(name, callsOf(name));
  return reading.result();
}

class Reading {
  readonly #clusters: ReadonlyMap<string, HandMadeRoutes>;
  readonly #exposing: ExposingClusters;
  readonly #uses: HandMadeUse[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #idle = new Set<StandingObject>();
  readonly #reached = new Map<LeavingCall, string>();
  readonly #expressed = new Map<string, Set<StandingObject>>();

  constructor(clusters: ReadonlyMap<string, HandMadeRoutes>, exposing: ExposingClusters) {
    this.#clusters = clusters;
    this.#exposing = exposing;
  }

  result(): HandMadeFederation {
    const usedRules = new Set(this.#uses.flatMap(({ call, exposure }) => [...call.rules, ...exposure.rules]));
    const leftOut = new Set(this.#leftOut.map(({ object }) => object));
    for (const [cluster, routes] of this.#clusters)
      for (const { object, what, isIdle } of remarksOn({
        routes,
        expressed: this.#expressed.get(cluster) ?? new Set(),
        leftOut,
        usedRules,
      })) {
        this.#leave(cluster, object, what);
        if (isIdle) this.#idle.add(object);
      }
    const unique = new Map(this.#leftOut.map((one) => [`${one.cluster} ${one.object.title} ${one.what}`, one]));
    return {
      uses: this.#uses,
      leftOut: [...unique.values()],
      clusters: this.#clusters,
      reached: this.#reached,
      expressed: this.#expressed,
      idle: this.#idle,
    };
  }

  read(name: HandMadeName, calls: readonly LeavingCall[]): void {
    const consumer = name.consumer.standing.cluster;
    const found = calls.map((call) => ({ call, use: this.#useOf(name, call) }));
    if (!found.some(({ use }) => use)) return;
    const unfit = unfitName(name);
    if (unfit !== undefined) {
      for (const object of name.objects) this.#leave(consumer, object, `\`${printable(name.as)}\` is not in the draft: ${unfit}`);
      return;
    }
    for (const { object, what } of name.leftOut) this.#leave(consumer, object, what);
    for (const { use } of found) {
      if (!use) continue;
      const isKnown = this.#uses.some((one) => one.name === name && one.exposer === use.exposer && isSame(one, use));
      if (isKnown) this.#reached.set(use.call, use.exposer);
      if (isKnown) continue;
      const other = this.#uses.find((one) => one.name === name && one.exposer === use.exposer);
      if (other) {
        const what = `\`${name.as}\` leads to \`${titleOf(use.exposure)}\` of ${use.exposer} too: in federation.yaml a name on one port leads to one service of a cluster`;
        this.#leave(consumer, use.call.objects[0] ?? use.call.outer.object, what);
        continue;
      }
      this.#uses.push(use);
      this.#reached.set(use.call, use.exposer);
      this.#express(consumer, [...name.objects, ...use.call.objects, ...(use.callersBy ? [use.callersBy] : [])]);
      this.#express(consumer, [...this.#names(name), ...localSubsets(name)]);
      this.#express(use.exposer, [...use.exposure.objects, ...use.pods.objects, ...(use.workloads?.objects ?? [])]);
      if (use.workloads) this.#expressPartners(use, use.workloads);
    }
  }

  #useOf(name: HandMadeName, call: LeavingCall): HandMadeUse | undefined {
    const consumer = name.consumer.standing.cluster;
    const { object } = call.outer;
    const place = call.objects[0] ?? object;
    const exposer = this.#exposing.at(call);
    if (!exposer) {
      const what = this.#exposing.isAddressKnown(call)
        ? "its endpoint is a load balancer of its own cluster"
        : `its endpoint is no address of a dumped cluster: no Service with \`${call.address}\` in its status, and no gateway elsewhere that alone serves \`${call.sent.sni ?? call.sent.authority}\``;
      this.#leave(consumer, object, what);
      return undefined;
    }
    const { cluster } = exposer.standing;
    const exposure = exposureFor(exposer, call, name.port);
    if (!exposure) {
      this.#idle.add(place);
      this.#leave(consumer, place, `nothing in ${cluster} serves \`${call.sent.authority}\``);
      return undefined;
    }
    for (const { object: from, what } of exposure.leftOut) this.#leave(cluster, from, what);
    const called = this.#callers(name, call);
    if (called.callers.length === 0 || exposure.alternatives?.length === 0) {
      const atEgress = called.callers.length === 0;
      const object = atEgress ? called.policies.at(-1) : exposure.objects.findLast(({ kind }) => kind === "AuthorizationPolicy");
      const what = `its policies let nobody call \`${call.sent.authority}\`, so \`${name.as}\` is not in the draft`;
      this.#leave(atEgress ? consumer : cluster, object ?? place, what);
      this.#leave(consumer, place, what);
      this.#idle.add(place);
      return undefined;
    }
    const workloads = workloadTrust(exposer, call, exposure);
    if (exposure.passed && !workloads)
      this.#leave(
        cluster,
        exposure.objects[0] ?? place,
        "TLS from workload to workload, with trust domains that no object tells: in the draft TLS ends at the gateways",
      );
    const pods = podsOfExposure(exposer, exposure);
    return { consumer, exposer: cluster, name, call, exposure, pods, workloads, callers: called.callers, callersBy: called.by };
  }

  /** Who may call: by policies at the egress gateway, or else everybody who sees the name. Empty if these policies let nobody call. */
  #callers({ consumer, namespaces }: HandMadeName, { sent: leaving, through }: LeavingCall) {
    const { standing } = consumer;
    const of = (action: "ALLOW" | "DENY" | "CUSTOM") =>
      through.flatMap(({ host }) => {
        const [service = "", namespace = ""] = host.split(".");
        return handMadePolicies(standing, namespace, labelsIn(standing.find("Service", namespace, service)?.spec, "selector"), action);
      });
    for (const policy of [...of("DENY"), ...of("CUSTOM")])
      this.#leave(
        standing.cluster,
        policy,
        `\`action: ${textIn(policy.spec, "action")}\` at the egress gateway: the draft has only what is allowed`,
      );
    const policies = of("ALLOW");
    const sent = through[0]?.sent ?? leaving;
    const everybody = namespaces === "any" ? ("any" as const) : namespaces.map((one) => `${one}/*`);
    if (policies.length === 0) return { callers: everybody, by: undefined, policies };
    const about = rulesAbout(policies, sent);
    for (const { policy, rule } of about)
      for (const field of otherConditions(rule))
        this.#leave(standing.cluster, policy, `\`${field}\` of a rule: the draft allows the calls without it`);
    // Policies at the gateway that let nobody pass are a part of the federation, too.
    this.#express(
      standing.cluster,
      policies.filter((policy) => !about.some((one) => one.policy === policy) && policy.spec.rules === undefined),
    );
    const all = about.map(({ policy, rule }) => ({ policy, callers: callersIn(rule) }));
    const open = all.find(({ callers }) => callers === "any");
    if (open) return { callers: everybody, by: open.policy, policies };
    const named = new Set(all.flatMap(({ callers }) => callers));
    // Where the route of the name is not seen, its calls do not come here.
    const seeing = [...named].filter((caller) => namespaces === "any" || namespaces.includes(caller.slice(0, caller.indexOf("/"))));
    return { callers: seeing, by: all[0]?.policy, policies };
  }

  /** Policies about a partner's trust domain: fedc writes its own. */
  #expressPartners({ consumer, exposer }: HandMadeUse, { consumerDomain, exposerDomain }: WorkloadTrust): void {
    for (const [cluster, domain] of [
      [consumer, exposerDomain],
      [exposer, consumerDomain],
    ] as const) {
      const policies = this.#clusters.get(cluster)?.standing.all("AuthorizationPolicy") ?? [];
      this.#express(
        cluster,
        policies.filter((policy) => principalsIn(policy).includes(`${domain}/*`)),
      );
    }
  }

  /** A Service without pods by which a name only has an address. */
  #names({ consumer, as, local }: HandMadeName): readonly StandingObject[] {
    const [name = "", namespace = "", ...more] = as.split(".");
    const service = more.length === 0 && !local ? consumer.standing.find("Service", namespace, name) : undefined;
    const entries = more.length > 0 ? consumer.outer.filter(({ hosts }) => hosts.includes(as)).map(({ object }) => object) : [];
    return service && !isOfFedc(service) ? [service] : entries;
  }

  #leave(cluster: string, object: StandingObject, what: string): void {
    this.#leftOut.push({ cluster, object, what });
  }

  #express(cluster: string, objects: readonly StandingObject[]): void {
    const before = this.#expressed.get(cluster) ?? new Set();
    for (const object of objects) if (!isOfFedc(object)) before.add(object);
    this.#expressed.set(cluster, before);
  }
}

function isSame(one: HandMadeUse, other: HandMadeUse): boolean {
  return titleOf(one.exposure) === titleOf(other.exposure) && one.call.sent.authority === other.call.sent.authority;
}

function titleOf({ local, port }: HandMadeExposure): string {
  return `${local.name}.${local.namespace}:${port}`;
}

/** The grants of a use, as the draft has them. */
export function grantsOf({ exposure, workloads }: HandMadeUse): readonly AlternativeEntry[] | undefined {
  return workloads && workloads.alternatives.length > 0 ? workloads.alternatives : exposure.alternatives;
}
