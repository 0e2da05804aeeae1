import type { Certificate } from "../../certificates/certificate.ts";
import { addTo, getOrMake } from "./indexed.ts";
import { type ObjectHead, readHead, shownName } from "./object-head.ts";
import { type AuthorizationPolicy, readAuthorizationPolicy } from "./read-authorization-policy.ts";
import { type DestinationRule, readDestinationRule } from "./read-destination-rule.ts";
import { type Gateway, readGateway } from "./read-gateway.ts";
import { type KeyPair, type Pods, readDeployment, readKeyPair, readSecretReaders } from "./read-gateway-pods.ts";
import { readService, type Service } from "./read-service.ts";
import { readServiceEntry, type ServiceEntry } from "./read-service-entry.ts";
import { type MeshTrust, readAnchors, readMeshTrust } from "./read-trust.ts";
import { readVirtualService, type VirtualService } from "./read-virtual-service.ts";
import { UnsupportedObject } from "./unsupported-object.ts";

/** The objects of a cluster that decide where calls go and who may make them. */
export interface MeshObjects {
  readonly gateways: readonly Gateway[];
  readonly virtualServices: readonly VirtualService[];
  readonly destinationRules: readonly DestinationRule[];
  readonly entries: readonly ServiceEntry[];
  readonly services: readonly Service[];
  readonly policies: readonly AuthorizationPolicy[];
  readonly pods: readonly Pods[];
  readonly keyPairs: readonly KeyPair[];
  /** Roots for gateways, by `namespace/name` of the Secret. */
  readonly anchors: ReadonlyMap<string, readonly Certificate[]>;
  readonly meshTrust: MeshTrust | undefined;
  /** Accounts that may read Secrets of their namespace, as `namespace/name`. */
  readonly secretReaders: ReadonlySet<string>;
}

const modelled = [
  "networking.istio.io/v1 Gateway",
  "networking.istio.io/v1 VirtualService",
  "networking.istio.io/v1 DestinationRule",
  "networking.istio.io/v1 ServiceEntry",
  "security.istio.io/v1 AuthorizationPolicy",
  "v1 Service",
  "v1 Secret",
  "v1 ConfigMap",
  "apps/v1 Deployment",
  "cert-manager.io/v1 Certificate",
  "rbac.authorization.k8s.io/v1 Role",
  "rbac.authorization.k8s.io/v1 RoleBinding",
] as const;

type Kind = (typeof modelled)[number];

/** Kinds that cannot change who reaches what. */
const ignored: ReadonlySet<string> = new Set([
  "v1 Namespace",
  "v1 ServiceAccount",
  "autoscaling/v2 HorizontalPodAutoscaler",
  "policy/v1 PodDisruptionBudget",
]);

/** What was read of objects, by the object. Many states of a cluster share most of their objects. */
export type KnownObjects = WeakMap<object, unknown>;

/**
 * Throws UnsupportedObject for every kind, field and value that the model does not know. An object in `known` is not read again: it must not
 * have changed since.
 */
export function readObjects(objects: readonly unknown[], rootNamespace: string, known?: KnownObjects): MeshObjects {
  const once =
    <Key, Read>(read: (key: Key) => Read) =>
    (key: Key): Read =>
      known && typeof key === "object" && key !== null ? (getOrMake(known, key, () => read(key)) as Read) : read(key);
  const headOf = once(readHead);
  const anchorsIn = once(readAnchors);
  const byKind = new Map<string, ObjectHead[]>();
  const names = new Set<string>();
  for (const object of objects) {
    const head = headOf(object);
    const kind = `${head.apiVersion} ${head.kind}`;
    if (ignored.has(kind)) continue;
    const name = shownName(head.name);
    if (names.has(name)) throw new UnsupportedObject(name, "", "there are two objects of this name");
    names.add(name);
    if (!modelled.some((one) => one === kind)) throw new UnsupportedObject(name, "kind", `the model does not know \`${kind}\``);
    addTo(byKind, kind, head);
  }
  const all = (kind: Kind): readonly ObjectHead[] => byKind.get(kind) ?? [];
  const [meshConfig] = all("v1 ConfigMap").filter((head) => isMeshConfig(head, rootNamespace));
  return {
    gateways: all("networking.istio.io/v1 Gateway").map(once(readGateway)),
    virtualServices: all("networking.istio.io/v1 VirtualService").map(once(readVirtualService)),
    destinationRules: all("networking.istio.io/v1 DestinationRule").map(once(readDestinationRule)),
    entries: all("networking.istio.io/v1 ServiceEntry").map(once(readServiceEntry)),
    services: all("v1 Service").map(once(readService)),
    policies: all("security.istio.io/v1 AuthorizationPolicy").map(once(readAuthorizationPolicy)),
    pods: all("apps/v1 Deployment").map(once(readDeployment)),
    keyPairs: all("cert-manager.io/v1 Certificate").map(once(readKeyPair)),
    anchors: new Map(all("v1 Secret").map((head) => [`${head.name.namespace}/${head.name.name}`, anchorsIn(head)])),
    meshTrust: meshConfig && readMeshTrust(meshConfig),
    secretReaders: readSecretReaders(all("rbac.authorization.k8s.io/v1 Role"), all("rbac.authorization.k8s.io/v1 RoleBinding")),
  };
}

/**
 * Whether it is the ConfigMap that istiod merges into its mesh configuration (`SHARED_MESH_CONFIG` of istiod, here `istio-federation`).
 * Istio reads no ConfigMap of other namespaces. Any other one of its root namespace could be a mesh configuration too.
 */
function isMeshConfig({ name, fields }: ObjectHead, rootNamespace: string): boolean {
  if (name.namespace !== rootNamespace) return false;
  if (name.name === "istio-federation") return true;
  return fields.fail("metadata", "the model does not know this ConfigMap in Istio's root namespace");
}
