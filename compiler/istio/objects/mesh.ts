import type { Certificate } from "../../certificates/certificate.ts";
import { type ClusterFacts, type ClusterWorld, ownRootOf, type ServiceFacts } from "../world.ts";
import { GatewayPods } from "./gateway-pods.ts";
import { indexed } from "./indexed.ts";
import { PolicyIndex } from "./policy-index.ts";
import type { DestinationRule } from "./read-destination-rule.ts";
import { readObjects } from "./read-objects.ts";
import type { Service } from "./read-service.ts";
import type { ServiceEntry } from "./read-service-entry.ts";
import type { VirtualService } from "./read-virtual-service.ts";
import { TrustStore } from "./trust-store.ts";

/** One cluster as its proxies see it, ready to be asked. */
export interface Mesh {
  readonly facts: ClusterFacts;
  /** False for a cluster that configures itself: what happens there is not ours to say. */
  readonly configured: boolean;
  /** Kubernetes Services by full name. */
  readonly services: ReadonlyMap<string, MeshService>;
  readonly entries: ReadonlyMap<string, readonly ServiceEntry[]>;
  /** Those for the mesh's own proxies, by host. */
  readonly virtualServices: ReadonlyMap<string, readonly VirtualService[]>;
  readonly destinationRules: ReadonlyMap<string, readonly DestinationRule[]>;
  readonly gateways: { readonly ingress: GatewayPods; readonly egress: GatewayPods };
  readonly policies: PolicyIndex;
  /** What every proxy of the mesh trusts, for Istio's own TLS. */
  readonly trust: TrustStore;
  /** Those whose workloads are accepted. */
  readonly trustDomains: readonly string[];
  /** The root of its workloads; a name of its own where no one knows it. */
  readonly workloadsRoot: string;
}

export interface MeshService {
  readonly host: string;
  readonly name: string;
  readonly namespace: string;
  /** What serves it, if the file says so, by port. */
  readonly facts: ReadonlyMap<number, ServiceFacts>;
  /** Where an object makes it. */
  readonly object: Service | undefined;
}

/** Reads a cluster's objects. Throws UnsupportedObject for whatever it does not know. */
export function readMesh({ facts, objects }: ClusterWorld, roots: ReadonlyMap<string, readonly Certificate[]>): Mesh {
  const read = readObjects(objects ?? [], facts.rootNamespace);
  const services = new Map<
    string,
    { host: string; name: string; namespace: string; facts: Map<number, ServiceFacts>; object: Service | undefined }
  >();
  const serviceOf = (name: string, namespace: string) => {
    const host = `${name}.${namespace}.svc.${facts.domain}`;
    const known = services.get(host) ?? { host, name, namespace, facts: new Map(), object: undefined };
    services.set(host, known);
    return known;
  };
  for (const service of facts.services) serviceOf(service.name, service.namespace).facts.set(service.port, service);
  for (const object of read.services) serviceOf(object.name.name, object.name.namespace).object = object;
  const root = facts.workloadsRoot ?? ownRootOf(facts.name);
  return {
    facts,
    configured: objects !== undefined,
    services,
    entries: indexed(read.entries, ({ hosts }) => hosts),
    virtualServices: indexed(
      read.virtualServices.filter(({ gateways }) => gateways.length === 0),
      ({ hosts }) => hosts,
    ),
    destinationRules: indexed(read.destinationRules, ({ host }) => [host]),
    gateways: {
      ingress: new GatewayPods("ingress", facts, read, roots),
      egress: new GatewayPods("egress", facts, read, roots),
    },
    policies: new PolicyIndex(read.policies, facts.rootNamespace),
    trust: new TrustStore([...(roots.get(root) ?? []), ...(read.meshTrust?.anchors ?? [])], [root]),
    trustDomains: [facts.trustDomain, ...(read.meshTrust?.trustDomains ?? [])],
    workloadsRoot: root,
  };
}
