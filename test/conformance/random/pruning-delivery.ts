import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Cluster, Clusters } from "../cluster/cluster.ts";
import type { KubeObject } from "../cluster/kube-api.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Workspace } from "../federation/workspace.ts";
import { state } from "../machine/paths.ts";

/** `kubectl apply -k` of new overlays, then away with what only the ones before had. Namespaces stay: they would take long to go. */
export class PruningDelivery implements Delivery {
  readonly #clusters: Clusters;
  readonly #held = new Map<string, ReadonlyMap<string, KubeObject>>();

  constructor(clusters: Clusters) {
    this.#clusters = clusters;
  }

  async deliver(workspace: Workspace): Promise<void> {
    const out = await workspace.build();
    await Promise.all([...this.#clusters.values()].map((cluster) => this.#replace(cluster, join(out, cluster.name))));
  }

  async suspend(): Promise<void> {}

  async #replace(cluster: Cluster, overlay: string): Promise<void> {
    const wanted = existsSync(overlay) ? await objectsOf(cluster, overlay) : new Map<string, KubeObject>();
    const gone = [...(this.#held.get(cluster.name) ?? [])].filter(([name, { kind }]) => !wanted.has(name) && kind !== "Namespace");
    this.#held.set(cluster.name, wanted);
    if (wanted.size > 0) await cluster.apply(overlay);
    if (gone.length === 0) return;
    const file = join(state, `gone-${cluster.name}.json`);
    writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: gone.map(([, object]) => object) }));
    await cluster.kubectl("delete", "--ignore-not-found", "--wait=false", "-f", file);
  }
}

/** The objects of an overlay, by kind, namespace and name. */
async function objectsOf(cluster: Cluster, overlay: string): Promise<ReadonlyMap<string, KubeObject>> {
  const objects = parseAllDocuments(await cluster.kubectl("kustomize", overlay)).map((document) => document.toJS() as KubeObject);
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.namespace ?? ""}/${object.metadata.name}`, object]));
}
