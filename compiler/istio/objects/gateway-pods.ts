import type { Labels } from "../../1-load/federation-file.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import type { ClusterFacts } from "../world.ts";
import { type Chain, FilterChains } from "./filter-chains.ts";
import type { Identity } from "./identity.ts";
import { shownName } from "./object-head.ts";
import type { KeyPair } from "./read-gateway-pods.ts";
import type { MeshObjects } from "./read-objects.ts";
import type { Service } from "./read-service.ts";
import { selects } from "./selects.ts";
import { TrustStore } from "./trust-store.ts";
import { UnsupportedObject } from "./unsupported-object.ts";
import { isVisible } from "./visibility.ts";

/** One of a cluster's two gateways: its identity, its trust, and the connections that it listens for. */
export class GatewayPods {
  readonly kind: "ingress" | "egress";
  readonly namespace: string;
  readonly labels: Labels;
  readonly account: string;
  /** False if the objects say that there are no pods. */
  readonly running: boolean;
  /** Undefined if istiod gives it none. */
  readonly keyPair: ({ readonly credential: string; readonly identity: Identity } & Pick<KeyPair, "forServers" | "forClients">) | undefined;
  readonly #anchors: ReadonlyMap<string, TrustStore>;
  readonly #ownAuthority: TrustStore;
  readonly #chains: FilterChains;
  readonly #dialled: ReadonlyMap<number, number> | undefined;

  constructor(kind: "ingress" | "egress", facts: ClusterFacts, objects: MeshObjects, roots: ReadonlyMap<string, readonly Certificate[]>) {
    const { account, labels, identity, credential, namespace = facts.gatewaysNamespace } = facts.gateways[kind];
    const root = facts.gatewaysRoot ?? `the gateways of ${facts.name}`;
    // A cluster without such a gateway has no labels for one, and an empty selector would select everything.
    const exists = Object.keys(labels).length > 0;
    const pods = objects.pods.find((pods) => exists && pods.namespace === namespace && selects(labels, pods.labels));
    this.kind = kind;
    this.namespace = namespace;
    this.labels = pods?.labels ?? labels;
    this.account = pods?.account ?? account;
    this.running = pods?.running ?? true;
    const pair = objects.keyPairs.find((pair) => pair.namespace === namespace && pair.secret === credential);
    // Objects with a Deployment also hold the right to read Secrets.
    const mayRead = !pods || objects.secretReaders.has(`${namespace}/${this.account}`);
    const { uris = [identity], forServers = true, forClients = true } = pair ?? {};
    this.keyPair = mayRead ? { credential, identity: { uris, dns: [], root }, forServers, forClients } : undefined;
    this.#ownAuthority = new TrustStore(roots.get(root) ?? [], [root]);
    const prefix = `${namespace}/`;
    this.#anchors = new Map(
      [...objects.anchors].flatMap(([secret, certificates]) =>
        secret.startsWith(prefix) ? [[secret.slice(prefix.length), new TrustStore(certificates)] as const] : [],
      ),
    );
    const services = objects.services.filter(
      ({ name, selector }) => name.namespace === namespace && selector && selects(selector, this.labels),
    );
    this.#chains = new FilterChains(
      objects.gateways.filter(({ selector }) => exists && selects(selector, this.labels)),
      objects.virtualServices.filter(({ visibility }) => isVisible(visibility, namespace)),
      (port) => listeningPort(services, port),
    );
    this.#dialled = dialledPorts(services);
  }

  /** The anchors for a server or client with this key pair. Without a Secret `…-cacert` it trusts the authority of its own key pair (measured: scenario `partner-without-fedc`). */
  anchors(credential: string): TrustStore {
    return this.#anchors.get(`${credential}-cacert`) ?? this.#ownAuthority;
  }

  chainFor(port: number, sni: string | undefined): Chain | undefined {
    return this.#chains.find(port, sni);
  }

  /** The server names that it serves at a port, some of which begin with `*.`. */
  serverNames(port: number): readonly string[] {
    return this.#chains.serverNames(port);
  }

  /** The pods' port behind a port of its Service or load balancer; undefined if there is none. Without a Service it is 15443. */
  portBehind(dialled: number): number | undefined {
    return this.#dialled ? this.#dialled.get(dialled) : 15443;
  }
}

/**
 * The port that a gateway's pods listen on for a server: where a Service of theirs leads the server's port, if one does
 * (pilot/pkg/model/gateway.go, resolvePorts). Throws UnsupportedObject if two lead it to different ports, since Istio then takes either.
 */
function listeningPort(services: readonly Service[], serverPort: number): number {
  let found: number | undefined;
  for (const { name, ports } of services)
    for (const { number, targetPort } of ports) {
      if (number !== serverPort) continue;
      if (found !== undefined && found !== targetPort)
        throw new UnsupportedObject(shownName(name), "spec.ports", `another Service leads port ${number} of the same gateway elsewhere`);
      found = targetPort;
    }
  return found ?? serverPort;
}

/** Target ports by port and by node port: a load balancer of the user's own may stand before the nodes. Undefined without a Service. */
function dialledPorts(services: readonly Service[]): ReadonlyMap<number, number> | undefined {
  if (services.length === 0) return undefined;
  const ports = services.flatMap((service) => service.ports);
  return new Map([
    ...ports.flatMap(({ nodePort, targetPort }) => (nodePort === undefined ? [] : [[nodePort, targetPort] as const])),
    ...ports.map(({ number, targetPort }) => [number, targetPort] as const),
  ]);
}
