import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../cluster/cluster.ts";
import { defineKinds } from "../cluster/define-kinds.ts";
import type { KubeObject } from "../cluster/kube-api.ts";
import { home } from "../machine/paths.ts";
import { signalProcess, startProcess } from "../machine/processes.ts";
import { waitUntil } from "../machine/wait.ts";
import { applyObjects, ownPace } from "./apply-objects.ts";
import { documentedObject } from "./documented.ts";
import type { ForgeAccess } from "./forge.ts";
import type { GitopsTool } from "./gitops-tool.ts";

const namespace = "flux-system";
const kustomizations = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/federation`;

const alerts = `/apis/notification.toolkit.fluxcd.io/v1beta3/namespaces/${namespace}/alerts`;
const refusals = "/apis/admissionregistration.k8s.io/v1/validatingadmission";
const refusal = "conformance-refuses";

interface KustomizationStatus {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly lastAppliedRevision?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message: string }[];
  };
}

/**
 * Flux's controllers of each cluster, with the objects that fedc's documentation has; only they look more often. Its notification-controller writes
 * statuses on the commits at the forge.
 */
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
      ...this.#reports(repository),
    ]);
  }

  #reports(repository: string): readonly (KubeObject & object)[] {
    const { password, authority } = this.#access;
    const provider = documentedObject("Provider", repository);
    const secret = (provider.spec.secretRef as { readonly name: string }).name;
    return [
      { apiVersion: "v1", kind: "Secret", metadata: { name: secret }, ...{ stringData: { token: password, "ca.crt": authority } } },
      { ...provider, ...{ spec: { ...provider.spec, type: "gitea", certSecretRef: { name: secret } } } },
      documentedObject("Alert", repository),
    ];
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

  /** Its notification-controller stands still, and reports later. */
  async pauseReports({ name }: Cluster): Promise<void> {
    signalProcess(`${name}/notification-controller`, "SIGSTOP");
  }

  async resumeReports({ name }: Cluster): Promise<void> {
    signalProcess(`${name}/notification-controller`, "SIGCONT");
  }

  /** Nothing is reported, and never will be. */
  async silence(cluster: Cluster, isSilent: boolean): Promise<void> {
    for (const { metadata } of await cluster.api.list(alerts))
      await cluster.api.patch(`${alerts}/${metadata.name}`, { spec: { suspend: isSilent } });
  }

  /** From here on the cluster refuses what Flux applies. */
  async refuse(cluster: Cluster): Promise<void> {
    const rules = [
      { apiGroups: ["networking.istio.io", "security.istio.io"], apiVersions: ["*"], operations: ["CREATE", "UPDATE"], resources: ["*"] },
    ];
    const validations = [{ expression: "false", message: "refused for a while" }];
    const apiVersion = "admissionregistration.k8s.io/v1";
    await cluster.api.create(`${refusals}policies`, {
      ...{ apiVersion, kind: "ValidatingAdmissionPolicy", metadata: { name: refusal } },
      spec: { failurePolicy: "Fail", matchConstraints: { resourceRules: rules }, validations },
    });
    await cluster.api.create(`${refusals}policybindings`, {
      ...{ apiVersion, kind: "ValidatingAdmissionPolicyBinding", metadata: { name: refusal } },
      spec: { policyName: refusal, validationActions: ["Deny"] },
    });
  }

  async refuseNoMore(cluster: Cluster): Promise<void> {
    await cluster.api.remove(`${refusals}policybindings/${refusal}`);
    await cluster.api.remove(`${refusals}policies/${refusal}`);
  }

  /** It does not wait for its next turn. */
  async lookAgain(cluster: Cluster): Promise<void> {
    const annotations = { "reconcile.fluxcd.io/requestedAt": new Date().toISOString() };
    await cluster.api.patch(kustomizations, { metadata: { annotations } });
  }

  async suspend(cluster: Cluster): Promise<void> {
    await cluster.api.patch(kustomizations, { spec: { suspend: true } });
  }

  #startControllers({ name, place }: Cluster): void {
    const port = 20_000 + 100 * place.index;
    const folder = join(place.folder, "flux");
    mkdirSync(folder, { recursive: true });
    const artifacts = [`--storage-path=${folder}`, `--storage-addr=127.0.0.1:${port}`, `--storage-adv-addr=127.0.0.1:${port}`];
    const events = `127.0.0.1:${port + 40}`;
    const controllers = {
      "source-controller": artifacts,
      "kustomize-controller": [`--events-addr=http://${events}/`],
      "notification-controller": [`--events-addr=${events}`, `--receiverAddr=127.0.0.1:${port + 41}`],
    };
    for (const [index, [controller, words]] of Object.entries(controllers).entries()) {
      const at = port + 10 * (index + 1);
      const addresses = [`--metrics-addr=127.0.0.1:${at}`, `--health-addr=127.0.0.1:${at + 1}`];
      startProcess(`${name}/${controller}`, [join(home, "bin", controller), "--enable-leader-election=false", ...addresses, ...words], {
        log: join(place.folder, `${controller}.log`),
        env: { KUBECONFIG: place.kubeconfig, RUNTIME_NAMESPACE: namespace },
      });
    }
  }
}
