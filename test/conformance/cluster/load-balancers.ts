import { addAddress, inside, makeNamespace, namespaceName } from "../machine/network.ts";
import { run } from "../machine/run-command.ts";
import type { KubeApi } from "./kube-api.ts";
import type { ClusterPlace } from "./place.ts";
import type { Service } from "./pod-objects.ts";
import type { RunningPod } from "./pods.ts";
import { translations } from "./service-addresses.ts";

/**
 * The load balancer of a cluster: a network namespace that has the addresses which the topology gives to Deployments, and hands
 * connections on to their ready pods. A connection stays with its pod, as with a real one. Ports are the pods' own.
 */
export class LoadBalancer {
  readonly #addresses: ReadonlyMap<string, string>;
  readonly #network: string;
  readonly #own: string;
  readonly #forgetsIdle: number | undefined;
  readonly #resets: boolean;
  #written = "";

  constructor({ name, index, spec }: ClusterPlace) {
    this.#addresses = new Map(Object.entries(spec.addresses ?? {}));
    this.#network = namespaceName(`lb-${index}`);
    this.#forgetsIdle = spec.forgetsIdle;
    this.#resets = spec.resetsForgotten ?? false;
    this.#own = `10.66.${index}.250`;
    if ([...this.#addresses.values()].includes(this.#own)) throw new Error(`${this.#own} is the load balancer's own address in ${name}`);
  }

  async start(): Promise<void> {
    if (this.#addresses.size === 0) return;
    await makeNamespace(this.#network, this.#own, "default");
    for (const address of new Set(this.#addresses.values())) await addAddress(this.#network, address);
    await run([...inside(this.#network, "app"), "sysctl", "-qw", "net.ipv4.ip_forward=1"]);
    if (this.#forgetsIdle !== undefined) await this.#forget(this.#forgetsIdle);
  }

  /** Packets of a connection that it does not remember are for nobody: the kernel answers them by a reset, unless a rule drops them. */
  async #forget(seconds: number): Promise<void> {
    const settings = [`net.netfilter.nf_conntrack_tcp_timeout_established=${seconds}`, "net.netfilter.nf_conntrack_tcp_loose=0"];
    await run([...inside(this.#network, "app"), "sysctl", "-qw", ...settings]);
    if (this.#resets) return;
    const forgotten = ["-A", "INPUT", "-p", "tcp", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP"];
    await run([...inside(this.#network, "app"), "iptables", ...forgotten]);
  }

  /** Hands connections on to those of these pods that are ready. Without one, they are refused. */
  async follow(pods: readonly RunningPod[]): Promise<void> {
    if (this.#addresses.size === 0) return;
    const rules = [...this.#addresses].flatMap(([owner, address]) => {
      const targets = pods.filter((pod) => pod.ready && pod.owner === owner).map((pod) => pod.address);
      return translations(`-A PREROUTING -p tcp -d ${address}`, targets.sort());
    });
    const table = ["*nat", ...rules, "-A POSTROUTING -p tcp -j MASQUERADE", "COMMIT", ""].join("\n");
    if (table === this.#written) return;
    await run([...inside(this.#network, "app"), "iptables-restore"], { input: table });
    this.#written = table;
  }

  /** Tells the API server the addresses of Services that ask for a load balancer, as a cloud does: GitOps tools wait for it. */
  async tell(api: KubeApi, services: readonly Service[], pods: readonly RunningPod[]): Promise<void> {
    for (const { metadata, spec, status } of services) {
      if (spec.type !== "LoadBalancer" || status?.loadBalancer?.ingress) continue;
      const behind = pods.find((pod) => pod.namespace === metadata.namespace && hasLabels(pod, spec.selector ?? {}));
      const address = behind && (this.#addresses.get(behind.owner) ?? this.#own);
      const path = `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}/status`;
      if (address) await api.patch(path, { status: { loadBalancer: { ingress: [{ ip: address }] } } });
    }
  }
}

function hasLabels({ labels }: RunningPod, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
