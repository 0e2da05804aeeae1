import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../cluster/cluster.ts";
import { defineKinds } from "../cluster/define-kinds.ts";
import type { KubeObject } from "../cluster/kube-api.ts";
import { home, state } from "../machine/paths.ts";
import { startProcess } from "../machine/processes.ts";
import { waitUntil } from "../machine/wait.ts";
import { applyObjects, ownPace } from "./apply-objects.ts";
import { documentedObject } from "./documented.ts";
import type { ForgeAccess } from "./forge.ts";
import type { GitopsTool } from "./gitops-tool.ts";

const namespace = "argocd";
const application = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/federation`;
const folder = join(state, "argo-cd");
const redis = "127.0.0.1:20001";
const repoServer = "127.0.0.1:20002";
const partOf = { labels: { "app.kubernetes.io/part-of": "argocd" } };

interface ApplicationStatus {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string };
    readonly operationState?: { readonly phase?: string; readonly message?: string };
    readonly conditions?: readonly { readonly message: string }[];
    readonly resources?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly health?: { readonly status: string; readonly message?: string };
    }[];
  };
}

/**
 * Argo CD's application-controller of each cluster, with the AppProject and the Application that fedc's documentation has. They
 * share a repo-server and a redis.
 */
export class ArgoCd implements GitopsTool {
  readonly #access: ForgeAccess;

  constructor(access: ForgeAccess) {
    this.#access = access;
  }

  async start(cluster: Cluster, repository: string): Promise<void> {
    if (!existsSync(folder)) this.#startRepoServer(cluster);
    await defineKinds(cluster.place.kubeconfig, "argocd");
    const seconds = ownPace();
    const access = { type: "git", url: repository, username: this.#access.username, password: this.#access.password };
    const objects: readonly (KubeObject & object)[] = [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "argocd-cm", ...partOf },
        ...{ data: { "timeout.reconciliation": `${seconds}s` } },
      },
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "argocd-secret", ...partOf },
        ...{ stringData: { "server.secretkey": "conformance" } },
      },
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "forge", labels: { "argocd.argoproj.io/secret-type": "repository" } },
        ...{ stringData: access },
      },
      documentedObject("AppProject", repository),
      documentedObject("Application", repository),
    ];
    await applyObjects(cluster, namespace, objects);
    this.#startController(cluster, seconds);
  }

  async holds(cluster: Cluster, commit: string): Promise<void> {
    let said = "";
    const isThere = async () => {
      const { status = {} } = await cluster.api.get<ApplicationStatus>(application);
      const { sync, health, operationState, conditions = [], resources = [] } = status;
      const ill = resources.filter((one) => one.health && one.health.status !== "Healthy");
      said = [sync?.status, health?.status, operationState?.message, ...conditions.map(({ message }) => message), JSON.stringify(ill)].join(
        "; ",
      );
      const isDone = operationState?.phase === undefined || operationState.phase === "Succeeded";
      return sync?.status === "Synced" && sync.revision === commit && health?.status === "Healthy" && isDone;
    };
    try {
      await waitUntil(`${cluster.name} is Synced and Healthy at ${commit}`, isThere, 180);
    } catch (error) {
      throw new Error(`${(error as Error).message}; Argo CD says ${said}`);
    }
  }

  async suspend(cluster: Cluster): Promise<void> {
    await cluster.api.patch(application, { spec: { syncPolicy: { automated: null } } });
  }

  #environment({ place }: Cluster, seconds: number): Readonly<Record<string, string>> {
    return {
      KUBECONFIG: place.kubeconfig,
      ARGOCD_FAKE_IN_CLUSTER: "true",
      ARGOCD_GPG_ENABLED: "false",
      ARGOCD_TLS_DATA_PATH: join(folder, "tls"),
      ARGOCD_ASK_PASS_SOCK: join(folder, "ask-pass"),
      ARGOCD_RECONCILIATION_TIMEOUT: `${seconds}s`,
      ARGOCD_RECONCILIATION_JITTER: "0",
      PATH: `${join(home, "bin")}:${process.env.PATH}`,
    };
  }

  #startRepoServer(cluster: Cluster): void {
    mkdirSync(join(folder, "tls"), { recursive: true });
    writeFileSync(join(folder, "tls/localhost"), this.#access.authority);
    const [host = "", port = ""] = redis.split(":");
    const inMemory = ["--save", "", "--appendonly", "no", "--dir", folder];
    startProcess("redis", ["redis-server", "--port", port, "--bind", host, ...inMemory], { log: join(state, "redis.log") });
    const [address, ownPort] = repoServer.split(":");
    const words = [`--address=${address}`, `--port=${ownPort}`, "--metrics-port=20003", "--disable-tls", `--redis=${redis}`];
    startProcess("argocd-repo-server", [join(home, "bin/argocd"), ...words], {
      log: join(state, "argocd-repo-server.log"),
      env: { ...this.#environment(cluster, 1), ARGOCD_BINARY_NAME: "argocd-repo-server" },
    });
  }

  #startController(cluster: Cluster, seconds: number): void {
    const { place, name } = cluster;
    const program = [join(home, "bin/argocd"), `--kubeconfig=${place.kubeconfig}`, `--namespace=${namespace}`];
    const caches = [`--redis=${redis}`, `--redisdb=${place.index}`, `--repo-server=${repoServer}`, "--repo-server-plaintext"];
    startProcess(`${name}/argocd-application-controller`, [...program, ...caches, `--metrics-port=${20_010 + 100 * place.index}`], {
      log: join(place.folder, "argocd-application-controller.log"),
      env: { ...this.#environment(cluster, seconds), ARGOCD_BINARY_NAME: "argocd-application-controller" },
    });
  }
}
