import { isAbout, isSelected } from "../../2-resolve/assertion.ts";
import type { Assertion } from "../../2-resolve/federation.ts";
import type { Owners, Parties } from "../owners.ts";

/** Nothing has this name. It stands for the clusters and services to come, which an assertion over any is about as well. */
const toCome = "";

/** Clusters and services that assertions protect, by both versions of a file. */
export class Protection {
  readonly #clusters: readonly string[];
  readonly #services: readonly string[];
  readonly #exposers: ReadonlyMap<string, readonly string[]>;
  readonly #consumers: ReadonlyMap<string, readonly string[]>;

  constructor(owners: Owners) {
    this.#clusters = [...owners.clusters(), toCome];
    this.#services = owners.services();
    this.#exposers = new Map(this.#services.map((name) => [name, owners.exposersOf(name)]));
    this.#consumers = new Map(this.#services.map((name) => [name, owners.consumersOf(name)]));
  }

  /** `never` protects the services and their exposers, `always` the callers as well. Calls that it excepts are not protected. */
  of(assertions: readonly Assertion[]): Required<Parties> {
    const clusters = new Set<string>();
    const services = new Set<string>();
    for (const assertion of assertions)
      for (const service of assertion.to === "any" ? [...this.#services, toCome] : assertion.to)
        for (const exposer of this.#exposersIn(assertion, service)) {
          const isProtected = (consumer: string) => isAbout(assertion, { consumer, service, exposer });
          if (!this.#clusters.some(isProtected)) continue;
          services.add(service);
          clusters.add(exposer);
          if (assertion.kind === "always")
            for (const caller of this.#callersIn(assertion, service).filter(isProtected)) clusters.add(caller);
        }
    for (const names of [clusters, services]) names.delete(toCome);
    return { clusters, services };
  }

  /** The clusters that expose it. A service and a cluster that are named are protected before one exposes the other. */
  #exposersIn({ to, at }: Assertion, service: string): readonly string[] {
    const exposers = (this.#exposers.get(service) ?? []).filter((name) => isSelected(at, name));
    if (at !== "any" && (to !== "any" || service === toCome)) return [...at];
    return to === "any" ? exposers : [...exposers, toCome];
  }

  #callersIn({ from }: Assertion, service: string): readonly string[] {
    return from === "any" ? (this.#consumers.get(service) ?? []) : [...from];
  }
}
