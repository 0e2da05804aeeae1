import type { ClusterPlan } from "../4-plan/plan.ts";
import type { Overlay } from "./overlay.ts";
import { render } from "./render.ts";

/**
 * The overlays of some clusters, one after the other. Each is planned and rendered when its files are first read, and goes with the overlay: who
 * goes through them and keeps none has the texts of one cluster in memory.
 */
export class RenderedOverlays implements Iterable<Overlay> {
  readonly #federation: string;
  readonly #clusters: readonly string[];
  readonly #planOf: (cluster: string) => ClusterPlan;

  constructor(federation: string, clusters: readonly string[], planOf: (cluster: string) => ClusterPlan) {
    this.#federation = federation;
    this.#clusters = clusters;
    this.#planOf = planOf;
  }

  *[Symbol.iterator](): Iterator<Overlay> {
    for (const cluster of this.#clusters) yield new RenderedOverlay(this.#federation, cluster, this.#planOf);
  }
}

class RenderedOverlay implements Overlay {
  readonly federation: string;
  readonly cluster: string;
  readonly #planOf: (cluster: string) => ClusterPlan;
  #rendered: Overlay | undefined;

  constructor(federation: string, cluster: string, planOf: (cluster: string) => ClusterPlan) {
    this.federation = federation;
    this.cluster = cluster;
    this.#planOf = planOf;
  }

  get files(): Overlay["files"] {
    return this.#overlay().files;
  }

  get scaffold(): Overlay["scaffold"] {
    return this.#overlay().scaffold;
  }

  #overlay(): Overlay {
    this.#rendered ??= render(this.federation, this.#planOf(this.cluster));
    return this.#rendered;
  }
}
