import type { Certificate } from "../../certificates/certificate.ts";
import { type ClusterFacts, type ClusterWorld, ownRootOf, type ServiceFacts } from "../world.ts";
import { GatewayPods } from "./gateway-pods.ts";
import { getOrMake, indexed } from "./indexed.ts";
import { PolicyIndex } from "./policy-index.ts";
import type { DestinationRule } from "./read-destination-rule.ts";
import { type KnownObjects, readObjects } from "./read-objects.ts";
import type { Service } from "./read-service.ts";
import type { ServiceEntry } from "./read-service-entry.ts";
import { delegateHost, type VirtualService } from "./read-virtual-service.ts";
import { mapOf } from "./shared-values.ts";
import { TrustStore } from "./trust-store.ts";

/** One cluster as its proxies see it. */
export interface Mesh {
  readonly facts: ClusterFacts;
  /** False for a cluster whose objects are not given: what happens there is not modelled. */
  readonly configured: boolean;
  /** Kubernetes Services by full name. */
  readonly services: ReadonlyMap<string, MeshService>;
  readonly entries: ReadonlyMap<string, readonly ServiceEntry[]>;
  /** Those for the mesh's own proxies, by host. */
  readonly virtualServices: ReadonlyMap<string, readonly VirtualService[]>;
  /** Those without hosts, to which others delegate, by the name that `delegateHost` gives them. */
  readonly delegates: ReadonlyMap<string, VirtualService>;
  readonly destinationRules: ReadonlyMap<string, readonly DestinationRule[]>;
  readonly gateways: { readonly ingress: GatewayPods; readonly egress: GatewayPods };
  readonly policies: PolicyIndex;
  /** What every proxy of the mesh trusts, for Istio's own TLS. */
  readonly trust: TrustStore;
  /** The trust domains whose workloads are accepted. */
  readonly trustDomains: readonly string[];
  /** The name of its workloads' root. */
  readonly workloadsRoot: string;
}

export interface MeshService {
  readonly namespace: string;
  /** Its pods, as far as facts tell, by port. */
  readonly facts: ReadonlyMap<number, ServiceFacts>;
  /** Undefined if no object makes it. */
  readonly object: Service | undefined;
}

/** Reads a cluster's objects. Throws UnsupportedObject for everything that the model does not know. */
export function readMesh({ facts, objects }: ClusterWorld, roots: ReadonlyMap<string, readonly Certificate[]>, known?: KnownObjects): Mesh {
  const read = readObjects(objects ?? [], facts.rootNamespace, known);
  const services = new Map<string, { namespace: string; facts: ReadonlyMap<number, ServiceFacts>; object: Service | undefined }>();
  const serviceOf = ({ name, namespace }: { readonly name: string; readonly namespace: string }) =>
    getOrMake(services, `${name}.${namespace}.svc.${facts.domain}`, () => ({
      namespace,
      facts: mapOf<number, ServiceFacts>([]),
      object: undefined,
    }));
  for (const service of facts.services) {
    const found = serviceOf(service);
    found.facts = new Map([...found.facts, [service.port, service]]);
  }
  for (const object of read.services) serviceOf(object.name).object = object;
  const workloadsRoot = facts.workloadsRoot ?? ownRootOf(facts.name);
  const forMesh = read.virtualServices.filter(({ gateways }) => gateways.length === 0);
  return {
    facts,
    configured: objects !== undefined,
    services,
    entries: indexed(read.entries, ({ hosts }) => hosts),
    virtualServices: indexed(forMesh, ({ hosts }) => hosts),
    delegates: new Map(forMesh.flatMap((delegate) => (delegate.hosts.length === 0 ? [[delegateHost(delegate.name), delegate]] : []))),
    destinationRules: indexed(read.destinationRules, ({ host }) => [host]),
    gateways: {
      ingress: new GatewayPods("ingress", facts, read, roots),
      egress: new GatewayPods("egress", facts, read, roots),
    },
    policies: new PolicyIndex(read.policies, facts.rootNamespace),
    trust: new TrustStore([...(roots.get(workloadsRoot) ?? []), ...(read.meshTrust?.anchors ?? [])], [workloadsRoot]),
    trustDomains: [facts.trustDomain, ...(read.meshTrust?.trustDomains ?? [])],
    workloadsRoot,
  };
}
