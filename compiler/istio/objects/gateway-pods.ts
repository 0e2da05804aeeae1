import type { Labels } from "../../1-load/federation-file.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import type { ClusterFacts } from "../world.ts";
import { type Chain, FilterChains } from "./filter-chains.ts";
import type { Identity } from "./identity.ts";
import type { MeshObjects } from "./read-objects.ts";
import { selects } from "./selects.ts";
import { TrustStore } from "./trust-store.ts";
import { isVisible } from "./visibility.ts";

/** One of a cluster's two gateways: who it is, what it trusts, and what it listens for. */
export class GatewayPods {
  readonly kind: "ingress" | "egress";
  readonly namespace: string;
  readonly labels: Labels;
  readonly account: string;
  /** False where the objects say that there are no pods. */
  readonly running: boolean;
  /** What its key pair says; undefined where it gets none. */
  readonly keyPair:
    | { readonly credential: string; readonly identity: Identity; readonly forServers: boolean; readonly forClients: boolean }
    | undefined;
  readonly #anchors = new Map<string, TrustStore>();
  readonly #whole: TrustStore;
  readonly #chains: FilterChains;
  readonly #dialled: ReadonlyMap<number, number> | undefined;

  constructor(kind: "ingress" | "egress", facts: ClusterFacts, objects: MeshObjects, roots: ReadonlyMap<string, readonly Certificate[]>) {
    const { account, labels, identity, credential } = facts.gateways[kind];
    const root = facts.gatewaysRoot ?? `the gateways of ${facts.name}`;
    this.kind = kind;
    this.namespace = facts.gatewaysNamespace;
    // A cluster without such a gateway has no labels for one, and they would select everything.
    const exists = Object.keys(labels).length > 0;
    const pods = objects.pods.find((pods) => exists && pods.namespace === this.namespace && selects(labels, pods.labels));
    this.labels = pods?.labels ?? labels;
    this.account = pods?.account ?? account;
    this.running = pods?.running ?? true;
    const pair = objects.keyPairs.find((pair) => pair.namespace === this.namespace && pair.secret === credential);
    // What brings its own Deployment brings the right to read Secrets too.
    const mayRead = !pods || objects.secretReaders.has(`${this.namespace}/${this.account}`);
    this.keyPair = mayRead
      ? {
          credential,
          identity: { uris: pair?.uris ?? [identity], dns: [], root },
          forServers: pair?.forServers ?? true,
          forClients: pair?.forClients ?? true,
        }
      : undefined;
    this.#whole = new TrustStore(roots.get(root) ?? [], [root]);
    for (const [secret, certificates] of objects.anchors) {
      const [namespace, name = ""] = secret.split("/");
      if (namespace === this.namespace && name.endsWith("-cacert"))
        this.#anchors.set(name.slice(0, -"-cacert".length), new TrustStore(certificates));
    }
    this.#chains = new FilterChains(
      objects.gateways.filter(({ selector }) => exists && selects(selector, this.labels)),
      objects.virtualServices.filter(({ visibility }) => isVisible(visibility, this.namespace)),
    );
    this.#dialled = dialledPorts(this.namespace, this.labels, objects);
  }

  /** What a server or client with this key pair trusts: without a Secret for it, the whole authority that signed the key pair (measured). */
  anchors(credential: string): TrustStore {
    return this.#anchors.get(credential) ?? this.#whole;
  }

  chainFor(port: number, sni: string | undefined): Chain | undefined {
    return this.#chains.find(port, sni);
  }

  /** Where it listens for what is dialled at its Service or load balancer; undefined where nobody does. Without a Service in the objects, at the usual port. */
  portBehind(dialled: number): number | undefined {
    return this.#dialled ? this.#dialled.get(dialled) : 15443;
  }
}

/** Ports of a node stand for the port too: what is before them is the user's own load balancer. */
function dialledPorts(namespace: string, labels: Labels, objects: MeshObjects): ReadonlyMap<number, number> | undefined {
  const services = objects.services.filter(({ name, selector }) => name.namespace === namespace && selector && selects(selector, labels));
  if (services.length === 0) return undefined;
  const ports = services.flatMap((service) => service.ports);
  return new Map([
    ...ports.flatMap(({ nodePort, targetPort }) => (nodePort === undefined ? [] : [[nodePort, targetPort] as const])),
    ...ports.map(({ number, targetPort }) => [number, targetPort] as const),
  ]);
}
