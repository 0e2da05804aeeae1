import { type RightDumps, type StandingData, standing } from "../right-inventory.ts";

/** Dumps that a test changes. */
export class Dumps {
  readonly #dumps: RightDumps;

  constructor(dumps: RightDumps) {
    this.#dumps = dumps;
  }

  /** The `spec` of an object. */
  spec(cluster: string, kind: string, name: string): Any {
    return this.one(cluster, kind, name).spec as Any;
  }

  one(cluster: string, kind: string, name: string): StandingData {
    const found = this.#all(cluster).find((object) => object.kind === kind && object.metadata.name === name);
    if (!found) throw new Error(`no ${kind} ${name} in ${cluster}`);
    return found;
  }

  remove(cluster: string, kind: string, name: string): void {
    this.#all(cluster).splice(this.#all(cluster).indexOf(this.one(cluster, kind, name)), 1);
  }

  /** Removes a namespace with all that is in it. */
  removeNamespace(cluster: string, name: string): void {
    const rest = this.#all(cluster).filter(
      ({ kind, metadata }) => metadata.namespace !== name && !(kind === "Namespace" && metadata.name === name),
    );
    this.#all(cluster).splice(0, Number.POSITIVE_INFINITY, ...rest);
  }

  add(cluster: string, ...made: Parameters<typeof standing>): void {
    this.#all(cluster).push(standing(...made));
  }

  /** Leaves fedc's own overlay out, as before the first delivery. */
  undelivered(cluster: string): this {
    const { objects = [] } = this.#dumps.get(cluster) ?? {};
    this.#dumps.set(cluster, { overlay: [], objects });
    return this;
  }

  #all(cluster: string): StandingData[] {
    return this.#dumps.get(cluster)?.objects ?? [];
  }
}

// biome-ignore lint/suspicious/noExplicitAny: objects of others have any shape
export type Any = any;

/** A mistake, the codes of what is found then, and how it is made. */
export type PlantedMistake = readonly [mistake: string, codes: string, plant: (dumps: Dumps) => void];
