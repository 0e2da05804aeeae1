import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../cluster/cluster.ts";
import { defineKinds } from "../cluster/define-kinds.ts";
import { home } from "../machine/paths.ts";
import { startProcess } from "../machine/processes.ts";
import { waitUntil } from "../machine/wait.ts";
import { applyObjects, ownPace } from "./apply-objects.ts";
import { documentedObject } from "./documented.ts";
import type { ForgeAccess } from "./forge.ts";
import type { GitopsTool } from "./gitops-tool.ts";

const namespace = "flux-system";
const kustomizations = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/federation`;

interface KustomizationStatus {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly lastAppliedRevision?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message: string }[];
  };
}

/** Flux's source-controller and kustomize-controller of each cluster, with the objects that fedc's documentation has; only they look more often. */
export class Flux implements GitopsTool {
  readonly #access: ForgeAccess;

  constructor(access: ForgeAccess) {
    this.#access = access;
  }

  async start(cluster: Cluster, repository: string): Promise<void> {
    await defineKinds(cluster.place.kubeconfig, "flux");
    this.#startControllers(cluster);
    const { username, password, authority } = this.#access;
    const source = documentedObject("GitRepository", repository);
    const kustomization = documentedObject("Kustomization", repository);
    const secret = (source.spec.secretRef as { readonly name: string }).name;
    await applyObjects(cluster, namespace, [
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: secret },
        ...{ stringData: { username, password, "ca.crt": authority } },
      },
      { ...source, ...{ spec: { ...source.spec, interval: `${ownPace()}s` } } },
      { ...kustomization, ...{ spec: { ...kustomization.spec, retryInterval: "2s" } } },
    ]);
  }

  async holds(cluster: Cluster, commit: string): Promise<void> {
    let said = "";
    const isReady = async () => {
      const { status = {} } = await cluster.api.get<KustomizationStatus>(kustomizations);
      const { status: ready, message } = status.conditions?.find(({ type }) => type === "Ready") ?? {};
      said = `${ready} ${message}`;
      return ready === "True" && status.lastAppliedRevision?.endsWith(commit) === true;
    };
    try {
      await waitUntil(`${cluster.name} is Ready at ${commit}`, isReady, 180);
    } catch (error) {
      throw new Error(`${(error as Error).message}; Flux says ${said}`);
    }
  }

  async suspend(cluster: Cluster): Promise<void> {
    await cluster.api.patch(kustomizations, { spec: { suspend: true } });
  }

  #startControllers({ name, place }: Cluster): void {
    const port = 20_000 + 100 * place.index;
    const folder = join(place.folder, "flux");
    mkdirSync(folder, { recursive: true });
    const artifacts = [`--storage-path=${folder}`, `--storage-addr=127.0.0.1:${port}`, `--storage-adv-addr=127.0.0.1:${port}`];
    for (const [index, [controller, words]] of Object.entries({ "source-controller": artifacts, "kustomize-controller": [] }).entries()) {
      const at = port + 10 * (index + 1);
      const addresses = [`--metrics-addr=127.0.0.1:${at}`, `--health-addr=127.0.0.1:${at + 1}`];
      startProcess(`${name}/${controller}`, [join(home, "bin", controller), "--enable-leader-election=false", ...addresses, ...words], {
        log: join(place.folder, `${controller}.log`),
        env: { KUBECONFIG: place.kubeconfig, RUNTIME_NAMESPACE: namespace },
      });
    }
  }
}
