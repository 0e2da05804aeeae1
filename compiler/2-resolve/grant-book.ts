import { compare } from "../findings/finding.ts";
import type { Allow, Cluster, Consumption, Destination, Exposure, Federation, Grant } from "./federation.ts";
import { grouped } from "./grouped.ts";
import { beginsWithLocal } from "./routes-in-force.ts";

type OpenGrant = { -readonly [Key in keyof Grant]: Key extends "users" ? Consumption[] : Grant[Key] };

/** Joins the two halves of a service's grants while its consumptions are linked one by one. */
export class GrantBook {
  readonly #allows: readonly Allow[];
  readonly #allowsByConsumer: ReadonlyMap<Cluster, readonly Allow[]>;
  readonly #modeOf: Federation["modeOf"];
  /** By the name of the subset; undefined for the calls that choose none. */
  readonly #grants = new Map<Allow, Map<string | undefined, OpenGrant>>();

  constructor(exposures: readonly Exposure[], modeOf: Federation["modeOf"]) {
    this.#allows = exposures.flatMap(({ allows }) => allows);
    this.#allowsByConsumer = grouped(this.#allows, ({ consumer }) => consumer);
    this.#modeOf = modeOf;
  }

  /** The allows that exposers wrote for a consumer: those in force, or all if none of them is in force. */
  allowsFor(consumer: Cluster): readonly Allow[] {
    const allows = this.#allowsByConsumer.get(consumer) ?? [];
    const active = allows.filter(({ inactive, exposure }) => inactive === undefined && exposure.active);
    return active.length > 0 ? active : allows;
  }

  /** The grant of a destination; undefined if the exposer wrote no allow for this consumer. A subset that does not exist is left out. */
  grant(exposer: Cluster, consumer: Cluster, subsetName?: string): Grant | undefined {
    const allow = this.#allowsByConsumer.get(consumer)?.find(({ exposure }) => exposure.cluster === exposer);
    if (!allow) return undefined;
    const { exposure } = allow;
    const subset = subsetName === undefined ? undefined : exposure.subsets.get(subsetName);
    const grants = this.#grants.get(allow) ?? new Map<string | undefined, OpenGrant>();
    let grant = grants.get(subset?.name);
    if (!grant) {
      const { addresses } = exposure.cluster.ingress ?? {};
      const inactive = exposure.service.inactive ?? exposer.inactive ?? consumer.inactive ?? allow.inactive;
      const mode = this.#modeOf(exposer, consumer);
      const pending = addresses === "pending";
      grant = { allow, exposure, consumer, subset, mode, inactive, pending, direct: false, failover: false, users: [] };
      this.#grants.set(allow, grants.set(subset?.name, grant));
    }
    return grant;
  }

  /** Records the destinations of a linked consumption as uses of their grants. */
  use(consumption: Consumption): void {
    if (consumption.inactive !== undefined) return;
    const use = (destinations: readonly Destination[], kind: "direct" | "failover") => {
      for (const { grant } of destinations) {
        if (!grant) continue;
        const open = grant as OpenGrant;
        open[kind] = true;
        if (open.users.length === 0) open.users = [consumption];
        else if (open.users.at(-1) !== consumption) open.users.push(consumption);
      }
    };
    for (const { destinations } of consumption.routes) use(destinations, "direct");
    // A failover from the local Service has one exposer, and reaches it by that exposer's own service host.
    use(consumption.failover ?? [], beginsWithLocal(consumption) ? "direct" : "failover");
  }

  /** All grants, once everything is linked. A grant whose uses are all inactive is not in force either. */
  grants(): readonly Grant[] {
    return this.#allows.flatMap((allow) => {
      const grants = [...(this.#grants.get(allow)?.values() ?? [])].sort((a, b) => compare(a.subset?.name ?? "", b.subset?.name ?? ""));
      for (const grant of grants) if (!grant.direct && !grant.failover) grant.inactive ??= "every use of it is inactive";
      return grants;
    });
  }
}
