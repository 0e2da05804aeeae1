import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundledProgram } from "../app/bundle.ts";
import { inside, makeNamespace, namespaceName, removeNamespace } from "../machine/network.ts";
import { machineAddress } from "../machine/paths.ts";
import { startProcess, stopProcesses } from "../machine/processes.ts";
import { type KubeApi, KubeRefusal } from "./kube-api.ts";
import type { ClusterPlace } from "./place.ts";
import { type Container, fullName, ownerOf, type Pod, proxyOf } from "./pod-objects.ts";
import { proxyIsReady, startProxy } from "./proxy.ts";

/** A pod that runs on this machine. */
export interface RunningPod {
  /** `namespace/name` */
  readonly name: string;
  /** `namespace/deployment` */
  readonly owner: string;
  readonly namespace: string;
  readonly account: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly network: string;
  readonly folder: string;
  readonly proxy: "gateway" | "sidecar" | "none";
  /** The environment that the pod itself gives to its proxy. */
  readonly proxyEnv: Readonly<Record<string, string>>;
  ready: boolean;
}

/** Does what a kubelet and the injection of sidecars do: it runs the pods that the API server lists. Images are not pulled. */
export class Pods {
  readonly #place: ClusterPlace;
  readonly #api: KubeApi;
  readonly #running = new Map<string, RunningPod>();
  readonly #busy = new Map<string, Promise<void>>();

  constructor(place: ClusterPlace, api: KubeApi) {
    this.#place = place;
    this.#api = api;
  }

  get running(): readonly RunningPod[] {
    return [...this.#running.values()];
  }

  /** Whether a pod is being started or ended. */
  get busy(): boolean {
    return this.#busy.size > 0;
  }

  /** Begins to start what is new and to end what is to go. Returns at once; errors are told on standard error. */
  follow(listed: readonly Pod[]): void {
    const wanted = new Set(listed.map(fullName));
    for (const pod of listed) {
      const { deletionTimestamp } = pod.metadata;
      if (deletionTimestamp !== undefined) this.#do(fullName(pod), () => this.#end(pod));
      else if (pod.status?.podIP === undefined && !this.#running.has(fullName(pod))) this.#do(fullName(pod), () => this.#start(pod));
    }
    for (const name of this.#running.keys()) if (!wanted.has(name)) this.#do(name, () => this.#remove(name));
  }

  #do(name: string, task: () => Promise<void>): void {
    if (this.#busy.has(name)) return;
    const done = task()
      .catch((error: Error) => {
        // It may have been deleted while it was being started.
        if (!(error instanceof KubeRefusal && error.status === 404)) console.error(`${this.#place.name} ${name}: ${error.message}`);
      })
      .finally(() => this.#busy.delete(name));
    this.#busy.set(name, done);
  }

  async #start(pod: Pod): Promise<void> {
    const running = await this.#prepare(pod);
    this.#running.set(running.name, running);
    await makeNamespace(running.network, running.address, running.namespace);
    if (running.proxy !== "none") await startProxy(this.#place, this.#api, running);
    this.#startApps(pod, running);
    await this.#bind(pod);
    if (running.proxy !== "none") await proxyIsReady(running);
    running.ready = true;
    await this.#tell(pod, running);
  }

  async #prepare(pod: Pod): Promise<RunningPod> {
    const { namespace = "default", name } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}`;
    const proxy = proxyOf(pod, (await this.#api.get(path)).metadata.labels ?? {});
    // The label tells istiod that this pod takes mutual TLS.
    const labels = { ...pod.metadata.labels, ...(proxy !== "none" && { "security.istio.io/tlsMode": "istio" }) };
    if (proxy !== "none") await this.#api.patch(`${path}/pods/${name}`, { metadata: { labels } });
    const id = createHash("sha256").update(`${this.#place.name}/${namespace}/${name}`).digest("hex").slice(0, 10);
    const folder = join(this.#place.folder, "pods", id);
    mkdirSync(folder, { recursive: true });
    return {
      name: fullName(pod),
      owner: ownerOf(pod),
      namespace,
      account: pod.spec.serviceAccountName ?? "default",
      labels,
      address: this.#freeAddress(),
      network: namespaceName(id),
      folder,
      proxy,
      proxyEnv: environmentOf(pod.spec.containers.find((container) => container.name === "istio-proxy")),
      ready: false,
    };
  }

  #freeAddress(): string {
    const taken = new Set([...this.running.map(({ address }) => address), ...Object.values(this.#place.spec.addresses ?? {})]);
    for (let last = 10; last < 250; last++) {
      const address = `10.66.${this.#place.index}.${last}`;
      if (!taken.has(address)) return address;
    }
    throw new Error("there are no more addresses");
  }

  #startApps({ spec }: Pod, { name, owner, network, folder }: RunningPod): void {
    for (const container of spec.containers) {
      const { image, ports = [] } = container;
      if (!image.endsWith("/app")) continue;
      const served = ports.map((port) => `${port.name ?? "http"}:${port.containerPort}`);
      startProcess(
        `${this.#place.name}/pods/${name}/${container.name}`,
        [...inside(network, "app"), process.execPath, bundledProgram("server"), ...served],
        {
          log: join(folder, "app.log"),
          env: { APP: `${this.#place.name}/${owner}`, ...environmentOf(container) },
        },
      );
    }
  }

  async #bind(pod: Pod): Promise<void> {
    const { name, namespace } = pod.metadata;
    const target = { apiVersion: "v1", kind: "Node", name: "node" };
    await this.#api.create(`/api/v1/namespaces/${namespace}/bindings`, { metadata: { name }, target });
  }

  /** The pod's status, as a kubelet writes it when all is ready. */
  async #tell(pod: Pod, { address }: RunningPod): Promise<void> {
    const { name, namespace } = pod.metadata;
    const now = new Date().toISOString().replace(/\.\d+/, "");
    const types = ["PodScheduled", "Initialized", "ContainersReady", "Ready"];
    const status = {
      phase: "Running",
      podIP: address,
      podIPs: [{ ip: address }],
      hostIP: machineAddress,
      startTime: now,
      conditions: types.map((type) => ({ type, status: "True", lastTransitionTime: now })),
      containerStatuses: pod.spec.containers.map(({ name, image }) => ({
        name,
        image,
        imageID: "",
        ready: true,
        restartCount: 0,
        state: { running: { startedAt: now } },
      })),
    };
    await this.#api.patch(`/api/v1/namespaces/${namespace}/pods/${name}/status`, { status });
  }

  async #end(pod: Pod): Promise<void> {
    const { name, namespace, deletionGracePeriodSeconds } = pod.metadata;
    await this.#remove(fullName(pod), this.#place.spec.gracefulEnd ? deletionGracePeriodSeconds : undefined);
    await this.#api.remove(`/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`);
  }

  async #remove(name: string, graceInSeconds?: number): Promise<void> {
    const running = this.#running.get(name);
    if (!running) return;
    running.ready = false;
    await stopProcesses(`${this.#place.name}/pods/${name}/`, graceInSeconds);
    await removeNamespace(running.network);
    rmSync(running.folder, { recursive: true, force: true });
    this.#running.delete(name);
  }
}

function environmentOf(container: Partial<Container> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((container?.env ?? []).map(({ name, value = "" }) => [name, value]));
}
