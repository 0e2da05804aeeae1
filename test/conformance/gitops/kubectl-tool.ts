import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAllDocuments, stringify } from "yaml";
import type { Cluster } from "../cluster/cluster.ts";
import type { KubeObject } from "../cluster/kube-api.ts";
import { type Deployment, isRolledOut } from "../cluster/pod-objects.ts";
import { run } from "../machine/run-command.ts";
import { waitUntil } from "../machine/wait.ts";
import { type GitopsTool, overlayPath } from "./gitops-tool.ts";
import type { PlainForge } from "./plain-forge.ts";

/** Clusters apply a wave in any order: each begins within so many milliseconds. */
const paceInMilliseconds = 2000;

/** `kubectl apply -k` with pruning, as Flux with `wait: true` does it, without Flux. */
export class KubectlTool implements GitopsTool {
  readonly #forge: PlainForge;
  readonly #held = new Map<string, { readonly commit: string; readonly objects: ReadonlyMap<string, KubeObject> }>();

  constructor(forge: PlainForge) {
    this.#forge = forge;
  }

  async start(): Promise<void> {}

  async holds(cluster: Cluster, commit: string): Promise<void> {
    const before = this.#held.get(cluster.name);
    if (before?.commit === commit) return;
    await sleep(Math.random() * paceInMilliseconds);
    const overlay = join(cluster.place.folder, "overlay");
    await this.#forge.checkOut(cluster.name, overlayPath, overlay);
    const isPublished = existsSync(join(overlay, "kustomization.yaml"));
    if (isPublished) await cluster.apply(overlay);
    const objects = isPublished ? objectsIn(await cluster.kubectl("kustomize", overlay)) : new Map<string, KubeObject>();
    await this.#prune(
      cluster,
      [...(before?.objects ?? [])].filter(([key]) => !objects.has(key)).map(([, object]) => object),
    );
    this.#held.set(cluster.name, { commit, objects });
    await waitUntil(`${cluster.name} is healthy`, () => isHealthy(cluster), 120);
  }

  async suspend(): Promise<void> {}

  /** Secrets come last, and Namespaces after them: without its `…-cacert` beside a key pair, Istio trusts all of its authority. */
  async #prune(cluster: Cluster, gone: readonly KubeObject[]): Promise<void> {
    const rank = ({ kind = "" }: KubeObject) => ["Secret", "Namespace"].indexOf(kind);
    const ordered = [...gone].sort((one, other) => rank(one) - rank(other));
    if (ordered.length === 0) return;
    const command = ["kubectl", "--kubeconfig", cluster.place.kubeconfig, "delete", "--ignore-not-found", "--wait=false", "-f", "-"];
    await run(command, { input: ordered.map((object) => stringify(object)).join("---\n") });
  }
}

function objectsIn(text: string): ReadonlyMap<string, KubeObject> {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
  return new Map(
    objects.map((object) => {
      const { apiVersion, kind, metadata } = object;
      return [`${apiVersion}/${kind}/${metadata.namespace}/${metadata.name}`, object];
    }),
  );
}

async function isHealthy(cluster: Cluster): Promise<boolean> {
  return (await cluster.api.list<Deployment>("/apis/apps/v1/deployments")).every(isRolledOut);
}
