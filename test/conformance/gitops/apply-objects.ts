import { stringify } from "yaml";
import type { Cluster } from "../cluster/cluster.ts";
import type { KubeObject } from "../cluster/kube-api.ts";
import { run } from "../machine/run-command.ts";

/** Applies objects in their namespaces, which are made if they are missing. */
export async function applyObjects(cluster: Cluster, namespace: string, objects: readonly (KubeObject & object)[]): Promise<void> {
  const list = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } })),
  ];
  const apply = ["kubectl", "--kubeconfig", cluster.place.kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", "-"];
  await run(apply, { input: list.map((object) => stringify(object)).join("---\n") });
}

/** Seconds after which a cluster's tool looks again: each has its own pace, as in the world, only faster. */
export function ownPace(): number {
  return 1 + Math.floor(Math.random() * 6);
}
