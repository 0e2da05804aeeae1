import type { Allow, Cluster, Consumption, Destination, Exposure, Federation, Grant } from "./federation.ts";
import { beginsWithLocal } from "./routes-in-force.ts";

type OpenGrant = { -readonly [Key in keyof Grant]: Key extends "users" ? Consumption[] : Grant[Key] };

/** Brings the two halves of a service's grants together, while its consumptions are linked one after the other. */
export class GrantBook {
  readonly #exposures: readonly Exposure[];
  readonly #modeOf: Federation["modeOf"];
  readonly #grants = new Map<Allow, OpenGrant>();

  constructor(exposures: readonly Exposure[], modeOf: Federation["modeOf"]) {
    this.#exposures = exposures;
    this.#modeOf = modeOf;
  }

  /** What exposing clusters wrote for a consumer: those in force, or else those that are not. */
  offers(consumer: Cluster): readonly Allow[] {
    const offers = this.#exposures.flatMap(({ allows }) => allows.filter((allow) => allow.consumer === consumer));
    const active = offers.filter(({ inactive, exposure }) => inactive === undefined && exposure.active);
    return active.length > 0 ? active : offers;
  }

  /** The grant that a destination means; undefined where the exposer wrote no allow for this consumer. */
  grant(exposer: Cluster, consumer: Cluster): Grant | undefined {
    const exposure = this.#exposures.find(({ cluster }) => cluster === exposer);
    const allow = exposure?.allows.find((allow) => allow.consumer === consumer);
    if (!exposure || !allow) return undefined;
    let grant = this.#grants.get(allow);
    if (!grant) {
      const { addresses } = exposure.cluster.ingress ?? {};
      const inactive = exposure.service.inactive ?? exposer.inactive ?? consumer.inactive ?? allow.inactive;
      const mode = this.#modeOf(exposer, consumer);
      grant = { allow, exposure, consumer, mode, inactive, pending: addresses === "pending", direct: false, failover: false, users: [] };
      this.#grants.set(allow, grant);
    }
    return grant;
  }

  /** Counts a consumption's destinations as uses, once it is linked. */
  use(consumption: Consumption): void {
    if (consumption.inactive !== undefined) return;
    const use = (destinations: readonly Destination[], way: "direct" | "failover") => {
      for (const { grant } of destinations) {
        if (!grant) continue;
        const open = grant as OpenGrant;
        open[way] = true;
        if (open.users.at(-1) !== consumption) open.users.push(consumption);
      }
    };
    for (const { destinations } of consumption.routes) use(destinations, "direct");
    // What begins with the local Service ends in one exposer, by that one's own service host.
    use(consumption.failover ?? [], beginsWithLocal(consumption) ? "direct" : "failover");
  }

  /** All grants, when everything is linked: one whose uses are all inactive is not in force either. */
  grants(): readonly Grant[] {
    return this.#exposures.flatMap(({ allows }) =>
      allows.flatMap((allow) => {
        const grant = this.#grants.get(allow);
        if (grant && !grant.direct && !grant.failover) grant.inactive ??= "every use of it is inactive";
        return grant ?? [];
      }),
    );
  }
}
