import type { ClusterPlan } from "../4-plan/plan.ts";
import type { Overlay } from "./overlay.ts";
import { render, scaffold } from "./render.ts";

/** As many as deliveries are worked on at the same time. */
const maxRendered = 8;

/**
 * The overlays of some clusters. Each is planned and rendered when its files are read, and only the last few are kept: who goes through the
 * overlays never has the texts of many clusters in memory, and who comes back to one later has it rendered again, byte for byte.
 */
export class RenderedOverlays implements Iterable<Overlay> {
  readonly #overlays: readonly Overlay[];
  readonly #federation: string;
  readonly #planOf: (cluster: string) => ClusterPlan;
  readonly #latest = new Map<string, Overlay["files"]>();

  constructor(federation: string, clusters: readonly string[], planOf: (cluster: string) => ClusterPlan) {
    const filesOf = (cluster: string) => this.#filesOf(cluster);
    const common = scaffold();
    this.#overlays = clusters.map((cluster) => new OverlayOnUse(federation, cluster, common, filesOf));
    this.#federation = federation;
    this.#planOf = planOf;
  }

  [Symbol.iterator](): Iterator<Overlay> {
    return this.#overlays[Symbol.iterator]();
  }

  #filesOf(cluster: string): Overlay["files"] {
    const known = this.#latest.get(cluster);
    if (known) return known;
    const [oldest] = this.#latest.keys();
    if (oldest !== undefined && this.#latest.size >= maxRendered) this.#latest.delete(oldest);
    const { files } = render(this.#federation, this.#planOf(cluster));
    this.#latest.set(cluster, files);
    return files;
  }
}

class OverlayOnUse implements Overlay {
  readonly federation: string;
  readonly cluster: string;
  readonly scaffold: Overlay["scaffold"];
  readonly #filesOf: (cluster: string) => Overlay["files"];

  constructor(federation: string, cluster: string, scaffold: Overlay["scaffold"], filesOf: (cluster: string) => Overlay["files"]) {
    this.federation = federation;
    this.cluster = cluster;
    this.scaffold = scaffold;
    this.#filesOf = filesOf;
  }

  get files(): Overlay["files"] {
    return this.#filesOf(this.cluster);
  }
}
