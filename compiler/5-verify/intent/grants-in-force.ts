import { type Callers, consumersCallers, unionOfCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Consumption, Federation, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { beginsWithLocal, failoverInForce, isReachable, routesInForce } from "../../2-resolve/routes-in-force.ts";
import { addTo, getOrMake, indexed } from "../../istio/objects/indexed.ts";
import { answersAt, HostNames } from "./host-names.ts";

/** A local name and port that a cluster answers. */
export interface AnsweredPort {
  readonly consumption: Consumption;
  readonly routes: ReturnType<typeof routesInForce>;
  /** The grants of exposers in the order in which they are tried; empty without failover. */
  readonly failover: readonly Grant[];
  /** Whether the local Service comes before them. */
  readonly localFirst: boolean;
  /** The grants that routes and failover lead to, with repetitions. */
  readonly grants: readonly Grant[];
}

/** `failing` are calls of failovers, which have a way out of their own. */
export type CallKind = "routed" | "failing";

/** The grants and local names of a federation that are in force, by what a call shows of them. */
export class GrantsInForce {
  readonly #answers: readonly AnsweredPort[];
  readonly #byHostAndPort: ReadonlyMap<Cluster, ReadonlyMap<string, AnsweredPort>>;
  readonly #names: HostNames;
  readonly #byDelegate: ReadonlyMap<Cluster, ReadonlyMap<string, AnsweredPort>>;
  readonly #byExposer: ReadonlyMap<Cluster, ReadonlyMap<Cluster, readonly Grant[]>>;
  /** A name tells the consumer, and all but that of a failover the exposer. */
  readonly #byServerName: ReadonlyMap<string, readonly Grant[]>;
  readonly #byConsumer: ReadonlyMap<Cluster, readonly Grant[]>;
  readonly #callers = { routed: new Map<Grant, Callers[]>(), failing: new Map<Grant, Callers[]>() };
  readonly #callersOfKind = { routed: new Map<Grant, Callers>(), failing: new Map<Grant, Callers>(), any: new Map<Grant, Callers>() };

  constructor(federation: Federation) {
    const { grants, services } = federation;
    const names = new HostNames(federation);
    this.#names = names;
    const inForce = grants.filter(({ inactive }) => inactive === undefined);
    const byExposer = grouped(inForce, ({ exposure }) => exposure.cluster);
    this.#byExposer = mapped(byExposer, (own) => grouped(own, ({ consumer }) => consumer));
    this.#byServerName = indexed(inForce, (grant) => names.serverNames(grant));
    this.#byConsumer = grouped(inForce, ({ consumer }) => consumer);
    const byCluster = grouped(
      services.flatMap(({ consumptions }) => consumptions.flatMap(answerOf)),
      ({ consumption }) => consumption.cluster,
    );
    this.#byHostAndPort = mapped(byCluster, (own) => new Map(own.map((answer) => [answersAt(answer.consumption), answer])));
    this.#byDelegate = mapped(byCluster, (own) => {
      const delegated = own.filter(({ consumption }) => consumption.delegate);
      return new Map(delegated.map((answer) => [names.delegate(answer.consumption), answer]));
    });
    this.#answers = [...this.#byHostAndPort.values()].flatMap((own) => [...own.values()]);
    for (const answer of [...byCluster.values()].flat()) this.#addCallers(answer);
  }

  /** How a cluster answers `host:port`. */
  answer(cluster: Cluster, hostAndPort: string): AnsweredPort | undefined {
    return this.#byHostAndPort.get(cluster)?.get(hostAndPort);
  }

  /** The host of calls that a gateway of the cluster delegates. */
  delegateOf({ consumption }: AnsweredPort): string {
    return this.#names.delegate(consumption);
  }

  /** How a cluster answers calls that a gateway of its own delegates. */
  delegated(cluster: Cluster | undefined, host: string): AnsweredPort | undefined {
    return cluster && this.#byDelegate.get(cluster)?.get(host);
  }

  answers(): readonly AnsweredPort[] {
    return this.#answers;
  }

  answersIn(cluster: Cluster): Iterable<AnsweredPort> {
    return this.#byHostAndPort.get(cluster)?.values() ?? [];
  }

  /** The grants of an exposer to a consumer, even while the exposer has no address. */
  between(consumer: Cluster, exposer: Cluster): readonly Grant[] {
    return this.#byExposer.get(exposer)?.get(consumer) ?? [];
  }

  /** The grants of an exposer to all consumers. */
  inbound(exposer: Cluster): readonly Grant[] {
    return [...(this.#byExposer.get(exposer)?.values() ?? [])].flat();
  }

  /** The grants of all exposers to a consumer. */
  outbound(consumer: Cluster): readonly Grant[] {
    return this.#byConsumer.get(consumer) ?? [];
  }

  /** Those that a host stands for. */
  underHost(consumer: Cluster, host: string): readonly Grant[] {
    return this.#byServerName.get(host)?.filter((grant) => grant.consumer === consumer) ?? [];
  }

  /** The grants of an exposer that a server name stands for. */
  named(exposer: Cluster, serverName: string): readonly Grant[] {
    return this.#byServerName.get(serverName)?.filter(({ exposure }) => exposure.cluster === exposer) ?? [];
  }

  /** The callers of a grant, by all its local names; all kinds of calls if `kind` is undefined. */
  callers(grant: Grant, kind?: CallKind): Callers {
    return getOrMake(this.#callersOfKind[kind ?? "any"], grant, () => {
      if (grant.mode === "workloads") return consumersCallers(grant);
      const kinds = kind === undefined ? (["routed", "failing"] as const) : [kind];
      return unionOfCallers(kinds.flatMap((one) => this.#callers[one].get(grant) ?? []));
    });
  }

  #addCallers({ consumption, routes, failover, localFirst }: AnsweredPort): void {
    const add = (grant: Grant, kind: CallKind) => addTo(this.#callers[kind], grant, consumption.callers);
    for (const { destinations } of routes) for (const { grant } of destinations) if (isReachable(grant)) add(grant, "routed");
    for (const grant of failover) add(grant, localFirst ? "routed" : "failing");
  }
}

/** The destinations of a failover in their order, as `Call.unavailable` names them: the local Service, then clusters. */
export function destinationsInOrder({ consumption: { cluster, as }, failover, localFirst }: AnsweredPort): readonly string[] {
  const local = localFirst && as?.namespace !== undefined ? [`${cluster.name}/${as.name}.${as.namespace}`] : [];
  return [...local, ...failover.map(({ exposure }) => exposure.cluster.name)];
}

function answerOf(consumption: Consumption): readonly AnsweredPort[] {
  if (!consumption.as || consumption.port === undefined || !consumption.cluster.managed) return [];
  const routes = routesInForce(consumption);
  const failover = failoverInForce(consumption);
  if (routes.length + failover.length === 0) return [];
  const grants = [...routes.flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? [])), ...failover];
  return [{ consumption, routes, failover, localFirst: beginsWithLocal(consumption), grants }];
}

function mapped<Key, From, To>(map: ReadonlyMap<Key, From>, change: (value: From) => To): ReadonlyMap<Key, To> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
