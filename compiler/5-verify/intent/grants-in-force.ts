import type { Callers } from "../../2-resolve/caller-lists.ts";
import { consumersCallers, unionOfCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Consumption, Federation, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { beginsWithLocal, failoverInForce, isReachable, routesInForce } from "../../2-resolve/routes-in-force.ts";
import { indexed } from "../../istio/objects/indexed.ts";
import { answersAt, HostNames } from "./host-names.ts";

/** One local name and port that is answered. */
export interface AnsweredPort {
  readonly consumption: Consumption;
  readonly routes: ReturnType<typeof routesInForce>;
  /** Exposers that are tried in order; empty without failover. */
  readonly failover: readonly Grant[];
  /** The local Service comes before them. */
  readonly localFirst: boolean;
}

/** What of a federation is in force, by what calls name. */
export class GrantsInForce {
  readonly #answers: ReadonlyMap<Cluster, ReadonlyMap<string, AnsweredPort>>;
  readonly #byExposer: ReadonlyMap<Cluster, ReadonlyMap<Cluster, readonly Grant[]>>;
  readonly #byServerName: ReadonlyMap<Cluster, ReadonlyMap<string, readonly Grant[]>>;
  readonly #byConsumer: ReadonlyMap<Cluster, readonly Grant[]>;
  readonly #users = new Map<Grant, { routed: Callers[]; failing: Callers[] }>();

  constructor(federation: Federation) {
    const { grants, services } = federation;
    const inForce = grants.filter(({ inactive }) => inactive === undefined);
    const byExposer = grouped(inForce, ({ exposure }) => exposure.cluster);
    this.#byExposer = new Map([...byExposer].map(([exposer, offers]) => [exposer, grouped(offers, ({ consumer }) => consumer)]));
    const names = new HostNames(federation);
    this.#byServerName = new Map(
      [...byExposer].map(([exposer, offers]) => [
        exposer,
        indexed(offers, ({ exposure, consumer }) => names.serverNames(exposure, consumer)),
      ]),
    );
    this.#byConsumer = grouped(inForce, ({ consumer }) => consumer);
    const answers = services.flatMap(({ consumptions }) => consumptions.flatMap(answerOf));
    const byCluster = grouped(answers, ({ consumption }) => consumption.cluster);
    this.#answers = new Map(
      [...byCluster].map(([cluster, own]) => [cluster, new Map(own.map((answer) => [answersAt(answer.consumption), answer]))]),
    );
    for (const answer of answers) this.#noteUsers(answer);
  }

  /** How a cluster answers `host:port`. */
  answer(cluster: Cluster, hostAndPort: string): AnsweredPort | undefined {
    return this.#answers.get(cluster)?.get(hostAndPort);
  }

  answers(): readonly AnsweredPort[] {
    return [...this.#answers.values()].flatMap((own) => [...own.values()]);
  }

  /** What a consumer may use of an exposer, also while that one has no address. */
  between(consumer: Cluster, exposer: Cluster): readonly Grant[] {
    return this.#byExposer.get(exposer)?.get(consumer) ?? [];
  }

  /** What a consumer may use of anyone. */
  wantedBy(consumer: Cluster): readonly Grant[] {
    return this.#byConsumer.get(consumer) ?? [];
  }

  /** Those of an exposer that a server name stands for. */
  named(exposer: Cluster, serverName: string): readonly Grant[] {
    return this.#byServerName.get(exposer)?.get(serverName) ?? [];
  }

  /** Who may call by a grant, by whichever local name; `failing` are those of failovers, which have a way out of their own. */
  callers(grant: Grant, flight: "routed" | "failing"): Callers {
    return grant.mode === "workloads" ? consumersCallers(grant) : unionOfCallers(this.#users.get(grant)?.[flight] ?? []);
  }

  #noteUsers({ consumption, routes, failover, localFirst }: AnsweredPort): void {
    const note = (grant: Grant, flight: "routed" | "failing") => {
      const users = this.#users.get(grant) ?? { routed: [], failing: [] };
      this.#users.set(grant, users);
      users[flight].push(consumption.callers);
    };
    for (const { destinations } of routes) for (const { grant } of destinations) if (isReachable(grant)) note(grant, "routed");
    for (const grant of failover) note(grant, localFirst ? "routed" : "failing");
  }
}

function answerOf(consumption: Consumption): AnsweredPort | [] {
  if (!consumption.as || consumption.port === undefined || !consumption.cluster.managed) return [];
  const answer = {
    consumption,
    routes: routesInForce(consumption),
    failover: failoverInForce(consumption),
    localFirst: beginsWithLocal(consumption),
  };
  return answer.routes.length > 0 || answer.failover.length > 0 ? answer : [];
}
