import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../machine/run-command.ts";
import type { ClusterSpec } from "../scenario/topology.ts";
import { CertManager } from "./cert-manager.ts";
import { type Certificate, type CertificateIssuer, ImitatedCertManager } from "./certificates.ts";
import { startIstiod, writeSigningKeys } from "./istiod.ts";
import type { KubeApi } from "./kube-api.ts";
import { startKubernetes } from "./kubernetes.ts";
import { LoadBalancer } from "./load-balancers.ts";
import { withOnePodEach } from "./one-pod-each.ts";
import { type ClusterPlace, clusterPlace } from "./place.ts";
import { type Deployment, type EndpointSlice, fullName, isGateway, isRolledOut, type Pod, type Service } from "./pod-objects.ts";
import { Pods, type RunningPod } from "./pods.ts";
import { writeTrustedRoots } from "./proxy.ts";
import { untakenPushes } from "./pushes.ts";
import { lateServices, ServiceAddresses } from "./service-addresses.ts";

const pauseInMilliseconds = 250;

/** The clusters of a scenario, by name. */
export type Clusters = ReadonlyMap<string, Cluster>;

/** The cluster that a call, a step, a change or a fault names. Throws if the topology has none. */
export function clusterNamed<Named>(clusters: ReadonlyMap<string, Named>, name: string): Named {
  const cluster = clusters.get(name);
  if (cluster) return cluster;
  throw new Error(`the topology has no cluster ${name}; it has ${[...clusters.keys()].join(", ")}`);
}

/**
 * A cluster with a real control plane. From its start on it keeps up with its API server: pods run, certificates are issued,
 * Services have their addresses, whoever writes them there.
 */
export class Cluster {
  readonly place: ClusterPlace;
  readonly api: KubeApi;
  readonly #pods: Pods;
  readonly #addresses = new ServiceAddresses();
  readonly #balancer: LoadBalancer;
  readonly #issuer: CertificateIssuer;
  #unsettled: readonly string[] = [];
  #passes = 0;
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();

  private constructor(place: ClusterPlace, api: KubeApi) {
    this.place = place;
    this.api = api;
    this.#pods = new Pods(place, api);
    this.#balancer = new LoadBalancer(place);
    this.#issuer = place.spec.certManager === "real" ? new CertManager(place, api) : new ImitatedCertManager(place, api);
  }

  /** Starts a cluster's control plane and its istiod. `index` is from 1 on. */
  static async start(name: string, index: number, spec: ClusterSpec): Promise<Cluster> {
    const place = clusterPlace(name, index, spec);
    mkdirSync(place.folder, { recursive: true });
    const cluster = new Cluster(place, await startKubernetes(place));
    await startIstiod(place);
    await cluster.#issuer.start?.();
    await cluster.#balancer.start();
    cluster.#loop = cluster.#keepUp();
    return cluster;
  }

  get name(): string {
    return this.place.name;
  }

  /** `kubectl apply` of a file, or of a folder with a kustomization. Deployments get one pod, whatever they ask for. */
  async apply(path: string): Promise<void> {
    const isKustomized = existsSync(join(path, "kustomization.yaml"));
    const written = isKustomized ? await this.kubectl("kustomize", path) : readFileSync(path, "utf8");
    const apply = ["kubectl", "--kubeconfig", this.place.kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", "-"];
    await run(apply, { input: withOnePodEach(written) });
  }

  kubectl(...words: readonly string[]): Promise<string> {
    return run(["kubectl", "--kubeconfig", this.place.kubeconfig, ...words]);
  }

  get pods(): readonly RunningPod[] {
    return this.#pods.running;
  }

  /** A running pod by `namespace/deployment` or `namespace/pod`. Throws if there is none. */
  pod(name: string): RunningPod {
    const found = this.pods.filter((pod) => pod.owner === name || pod.name === name);
    const pod = found.find(({ ready }) => ready) ?? found[0];
    if (pod) return pod;
    throw new Error(`${this.name} runs no pod ${name}; it runs ${this.pods.map(({ owner }) => owner).join(", ")}`);
  }

  /** What the cluster's DNS answers. */
  lookup(name: string): string | undefined {
    return this.#addresses.lookup(name);
  }

  services(): Promise<readonly Service[]> {
    return this.api.list<Service>("/api/v1/services");
  }

  /** The gateways without a pod, by the names of their Deployments: a step has taken them away. */
  async absentGateways(): Promise<readonly string[]> {
    const deployments = await this.api.list<Deployment>("/apis/apps/v1/deployments");
    return deployments.filter(({ spec }) => spec.replicas === 0 && isGateway(spec.template)).map(({ metadata }) => metadata.name);
  }

  /** Waits until everything runs as the API server has it, and proxies have what istiod makes of it. Returns what has not in so many seconds. */
  async settled(seconds = 90): Promise<readonly string[]> {
    const end = Date.now() + seconds * 1000;
    // The pass under way may have read what was there before; the second one from here has not.
    const after = this.#passes + 2;
    while (Date.now() < end && (this.#passes < after || this.#unsettled.length > 0)) await sleep(100);
    if (this.#unsettled.length > 0) return this.#unsettled;
    const proxies = () =>
      this.pods
        .filter(({ proxy, ready }) => proxy !== "none" && ready)
        .map(({ name, namespace }) => `${name.replace(/^.*\//, "")}.${namespace}`);
    return untakenPushes(this.place, this.api, proxies);
  }

  /** From here on other authorities are behind these issuers; all certificates are issued anew. */
  async reissue(issuers: Readonly<Record<string, string>>): Promise<void> {
    await this.#issuer.reissue(issuers, await this.#certificates());
  }

  /** From here on these authorities are the mesh's own: istiod signs under the first, and workloads trust all. */
  async changeRoots(roots: readonly string[]): Promise<void> {
    await writeSigningKeys(this.place, roots);
    for (const pod of this.pods) if (pod.proxy !== "none") writeTrustedRoots(this.place, pod);
  }

  /** Ends the keeping up. Processes and networks go with the machine's. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #keepUp(): Promise<void> {
    while (!this.#stopped) {
      try {
        this.#unsettled = await this.#pass();
      } catch (error) {
        this.#unsettled = [(error as Error).message];
      }
      this.#passes++;
      await sleep(pauseInMilliseconds);
    }
  }

  /** Returns what is not yet as it is to be. */
  async #pass(): Promise<readonly string[]> {
    const certificates = await this.#certificates();
    await this.#issuer.follow(certificates);
    // The Deployments come first: pods that are listed after them are at least those that they count.
    const deployments = await this.api.list<Deployment>("/apis/apps/v1/deployments");
    this.#pods.follow(await this.api.list<Pod>("/api/v1/pods"));
    const slices = await this.api.list<EndpointSlice>("/apis/discovery.k8s.io/v1/endpointslices");
    const services = await this.services();
    await this.#addresses.follow(services, slices, this.pods);
    await this.#balancer.follow(this.pods);
    await this.#balancer.tell(this.api, services, this.pods);
    return [
      ...deployments.filter((deployment) => !isRolledOut(deployment)).map((deployment) => `Deployment ${fullName(deployment)}`),
      ...lateServices(services, slices, this.pods),
      ...(this.#pods.busy ? ["pods"] : []),
      ...(this.#issuer.areIssued(certificates) ? [] : ["certificates"]),
    ];
  }

  #certificates(): Promise<readonly Certificate[]> {
    return this.api.list<Certificate>("/apis/cert-manager.io/v1/certificates");
  }
}
