import type { Federation } from "../../2-resolve/federation.ts";
import { factsOf } from "../../5-verify/facts.ts";
import type { ClusterInventory, StandingInventory } from "../../inventory/cluster-inventory.ts";
import { wholeHost } from "../../inventory/host-names.ts";
import { selectorOfService } from "../../inventory/pod-template.ts";
import type { StandingObject } from "../../inventory/standing-object.ts";
import type { Meshes } from "../../istio/data-path/meshes.ts";
import { meshesTogetherOnUse } from "../../istio/data-path/meshes-on-use.ts";
import { readMesh } from "../../istio/objects/mesh.ts";
import { selects } from "../../istio/objects/selects.ts";
import type { ClusterFacts, GatewayFacts, ServiceFacts } from "../../istio/world.ts";
import { principalsIn } from "../gateway-policies.ts";
import type { HandMadeFederation, HandMadeUse } from "../hand-made.ts";
import { localDomain } from "../hand-made-rules.ts";
import { isOfFedc, outerHosts } from "../remote-entries.ts";
import {
  enteredGateway,
  gatewayIdentities,
  gatewayService,
  type HandMadeGateway,
  isSameGateway,
  leftGateway,
} from "./hand-made-gateways.ts";
import { entryOfService, portsWithPods, withoutPods } from "./hand-made-services.ts";
import { type StrictCluster, strictCluster } from "./strict-cluster.ts";
import { handMadeCredential } from "./strict-objects.ts";

/** The clusters by hand as the model of Istio reads them. */
export interface HandMadeMeshes {
  readonly meshes: Meshes;
  readonly objects: ReadonlyMap<string, readonly unknown[]>;
  readonly clusters: ReadonlyMap<string, StrictCluster>;
  /** The two gateways of each cluster that the model knows. */
  gatewaysOf(cluster: string): GatewaysOfCluster;
}

/** The gateways of a cluster by which calls enter and leave it. */
export interface GatewaysOfCluster {
  readonly ingress: HandMadeGateway | undefined;
  readonly egress: HandMadeGateway | undefined;
}

/** Every proxy is taken to trust the partners whose calls it expects: no dump tells all certificates. */
const commonRoot = "the roots by hand";

/** Reads what stands in the clusters of a draft without what fedc wrote there. Throws UnsupportedObject when a call comes to objects that contradict one another. */
export function handMadeMeshes(handMade: HandMadeFederation, draft: Federation, inventory: StandingInventory): HandMadeMeshes {
  const facts = factsOf(draft);
  const trustDomains = [...new Set([...facts.values()].map((one) => one.trustDomain))];
  const clusters = new Map<string, StrictCluster>();
  const objects = new Map<string, readonly unknown[]>();
  const gateways = new Map<string, GatewaysOfCluster>();
  const known = new Map<string, ClusterFacts>();
  for (const [name, own] of facts) {
    const standing = inventory.of({ name });
    if (!standing) continue;
    const reading = new ClusterReading(standing, own, handMade);
    const strict = strictCluster(standing, own.rootNamespace, trustDomains);
    clusters.set(name, strict);
    gateways.set(name, reading.gateways);
    objects.set(name, [...strict.objects, ...reading.services(), ...reading.certificates(inventory), ...reading.meshTrust(trustDomains)]);
    known.set(name, reading.facts());
  }
  const byAddress = new Map<string, ClusterFacts>();
  for (const { call, exposer } of handMade.uses) {
    const reached = known.get(exposer);
    if (reached) byAddress.set(`${call.address}:${call.port}`, reached);
  }
  for (const [call, cluster] of handMade.reached) {
    const reached = known.get(cluster);
    if (reached) byAddress.set(`${call.address}:${call.port}`, reached);
  }
  const meshes = meshesTogetherOnUse(known, byAddress, new Map(), (one) =>
    readMesh({ facts: one, objects: objects.get(one.name) }, new Map()),
  );
  return { meshes, objects, clusters, gatewaysOf: (cluster) => gateways.get(cluster) ?? { ingress: undefined, egress: undefined } };
}

class ClusterReading {
  readonly gateways: GatewaysOfCluster;
  readonly #standing: ClusterInventory;
  readonly #facts: ClusterFacts;
  readonly #entering: readonly HandMadeUse[];
  readonly #leaving: readonly HandMadeUse[];

  constructor(standing: ClusterInventory, facts: ClusterFacts, { uses }: HandMadeFederation) {
    this.#standing = standing;
    this.#facts = facts;
    this.#entering = uses.filter(({ exposer }) => exposer === facts.name);
    this.#leaving = uses.filter(({ consumer }) => consumer === facts.name);
    const first = (all: readonly (HandMadeGateway | undefined)[]) => all.find((one) => one !== undefined);
    this.gateways = {
      ingress: first(this.#entering.map((use) => enteredGateway(standing, use))),
      egress: first(this.#leaving.map((use) => leftGateway(standing, use))),
    };
  }

  facts(): ClusterFacts {
    const { ingress, egress } = this.gateways;
    const gateway = (pods: HandMadeGateway | undefined): GatewayFacts => ({
      account: pods?.account ?? "default",
      labels: pods?.labels ?? {},
      ...(pods && { namespace: pods.namespace }),
      identity: "",
      credential: handMadeCredential,
    });
    return {
      ...this.#facts,
      workloadsRoot: commonRoot,
      gatewaysRoot: commonRoot,
      gateways: { ingress: gateway(ingress), egress: gateway(egress) },
      services: [...this.#servicesWithPods(), ...this.#servicesBesideDump()],
    };
  }

  /** The Services of gateways, and those without pods, whose names lead elsewhere. */
  services(): readonly unknown[] {
    const all = [this.gateways.ingress, this.gateways.egress].flatMap((gateway) => gateway ?? []);
    const distinct = all.filter((one, index) => !all.slice(0, index).some((other) => isSameGateway(one, other)));
    const dialled = this.#entering.map(({ call }) => call.port);
    const own = distinct.map((gateway) => gatewayService(this.#standing, gateway, dialled));
    const outer = outerHosts(this.#standing).filter(({ object }) => object.kind === "Service");
    const leading = new Set(outer.map(({ object }) => object));
    const bare = this.#named().filter((service) => selectorOfService(service) === undefined && !leading.has(service));
    return [...own, ...bare.map(withoutPods), ...outer.map(entryOfService), ...this.#missingNames()];
  }

  /** A key pair for each gateway, with the names that its partners ask for. */
  certificates(inventory: StandingInventory): readonly unknown[] {
    const { ingress, egress } = this.gateways;
    const asked = this.#leaving.flatMap((use) => {
      const standing = inventory.of({ name: use.exposer });
      const gateway = standing && enteredGateway(standing, use);
      const policies = standing && gateway ? standing.inNamespace(gateway.namespace, "AuthorizationPolicy") : [];
      return policies.filter((policy) => !isOfFedc(policy)).flatMap(principalsIn);
    });
    const written = [...new Set(asked)].filter((principal) => !principal.includes("*"));
    const namespaces = new Set([ingress, egress].flatMap((one) => one?.namespace ?? []));
    return [...namespaces].map((namespace) => ({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: handMadeCredential, namespace },
      spec: {
        secretName: handMadeCredential,
        uris: gatewayIdentities(this.#standing, namespace, written),
        usages: ["server auth", "client auth"],
      },
    }));
  }

  /** Workloads are taken to accept the trust domains of their partners. */
  meshTrust(trustDomains: readonly string[]): readonly unknown[] {
    const mesh = `caCertificates: [{ trustDomains: ${JSON.stringify(trustDomains)} }]`;
    const metadata = { name: "istio-federation", namespace: this.#facts.rootNamespace };
    return [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: { mesh } }];
  }

  #named(): readonly StandingObject[] {
    return this.#standing.all("Service").filter((service) => !isOfFedc(service) && service.namespace !== undefined);
  }

  #servicesWithPods(): readonly ServiceFacts[] {
    const { ingress, egress } = this.gateways;
    const isGateway = (service: StandingObject) =>
      [ingress, egress].some((one) => one?.namespace === service.namespace && selects(selectorOfService(service) ?? {}, one?.labels ?? {}));
    return this.#named()
      .filter((service) => selectorOfService(service) !== undefined && !isGateway(service))
      .flatMap((service) => portsWithPods(this.#standing, service));
  }

  /** Exposed Services that the dump does not have. */
  #servicesBesideDump(): readonly ServiceFacts[] {
    const found = new Map<string, ServiceFacts>();
    for (const { exposure, pods } of this.#entering) {
      if (exposure.service) continue;
      const { local, port, protocol } = exposure;
      const labels = pods.selector ?? {};
      const of = [{ labels, selectors: "", targetPort: pods.targetPort, accounts: [], defaultDeny: false }];
      found.set(`${local.name}.${local.namespace}:${port}`, { ...local, port, protocol, pods: of });
    }
    return [...found.values()];
  }

  /** Names that applications call although the dump has no object that makes them. */
  #missingNames(): readonly unknown[] {
    const known = new Set([
      ...this.#named().map((service) => wholeHost(service.name, service.namespace, localDomain)),
      ...outerHosts(this.#standing).flatMap(({ hosts }) => hosts),
    ]);
    const ports = new Map<string, Set<number>>();
    for (const { name } of this.#leaving) {
      const [own = "", namespace = "", ...more] = name.as.split(".");
      const host = wholeHost(own, namespace, localDomain);
      if (more.length > 0 || namespace === "" || known.has(host)) continue;
      const key = `${own} ${namespace}`;
      ports.set(key, (ports.get(key) ?? new Set()).add(name.port));
    }
    const isBytes = (key: string, port: number) =>
      this.#leaving.some(({ name, exposure }) => name.as.replace(".", " ") === key && name.port === port && exposure.protocol === "tcp");
    return [...ports].map(([key, numbers]) => {
      const [name = "", namespace = ""] = key.split(" ");
      const all = [...numbers].map((port) => ({ name: `${isBytes(key, port) ? "tcp" : "http"}-${port}`, port }));
      return { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec: { ports: all } };
    });
  }
}
