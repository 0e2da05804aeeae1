import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Clusters } from "../cluster/cluster.ts";
import type { Workspace } from "../federation/workspace.ts";
import type { Delivery } from "./delivery.ts";

/** `fedc build`, then `kubectl apply -k` in one cluster after the other. Nothing is ever removed. */
export class Applied implements Delivery {
  readonly #clusters: Clusters;
  readonly #order: readonly string[];

  constructor(clusters: Clusters, order: readonly string[]) {
    this.#clusters = clusters;
    this.#order = order;
  }

  async deliver(workspace: Workspace): Promise<void> {
    const out = await workspace.build();
    for (const name of this.#order) {
      const overlay = join(out, name);
      // A cluster that configures itself has none.
      if (existsSync(overlay)) await this.#clusters.get(name)?.apply(overlay);
    }
  }

  async suspend(): Promise<void> {}
}
