import type { Certificate } from "../../certificates/certificate.ts";
import { type ObjectHead, readHead, shownName } from "./object-head.ts";
import { type AuthorizationPolicy, readAuthorizationPolicy } from "./read-authorization-policy.ts";
import { type DestinationRule, readDestinationRule } from "./read-destination-rule.ts";
import { type Gateway, readGateway } from "./read-gateway.ts";
import { type Pods, readDeployment } from "./read-gateway-deployment.ts";
import { type KeyPair, readKeyPair } from "./read-key-pair.ts";
import { readBinding, readsSecrets } from "./read-secret-readers.ts";
import { readService, type Service } from "./read-service.ts";
import { readServiceEntry, type ServiceEntry } from "./read-service-entry.ts";
import { type MeshTrust, readAnchors, readMeshTrust } from "./read-trust.ts";
import { readVirtualService, type VirtualService } from "./read-virtual-service.ts";
import { UnsupportedObject } from "./unsupported-object.ts";

/** All objects of a cluster that decide where calls go and who may make them. */
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

/** Kinds that cannot change who reaches what. */
const passedOver: ReadonlySet<string> = new Set([
  "v1 Namespace",
  "v1 ServiceAccount",
  "autoscaling/v2 HorizontalPodAutoscaler",
  "policy/v1 PodDisruptionBudget",
]);

/** Throws UnsupportedObject for whatever it does not know. */
export function readObjects(objects: readonly unknown[], rootNamespace: string): MeshObjects {
  const byKind = new Map<string, ObjectHead[]>();
  const seen = new Set<string>();
  for (const object of objects) {
    const head = readHead(object);
    const kind = `${head.apiVersion} ${head.kind}`;
    if (passedOver.has(kind)) continue;
    const shown = shownName(head.name);
    if (seen.has(shown)) throw new UnsupportedObject(shown, "", "there are two objects of this name");
    seen.add(shown);
    if (!modelled.has(kind)) throw new UnsupportedObject(shown, "kind", `the model does not know \`${kind}\``);
    const heads = byKind.get(kind);
    if (heads) heads.push(head);
    else byKind.set(kind, [head]);
  }
  const all = <Value>(kind: string, read: (head: ObjectHead) => Value): Value[] => (byKind.get(kind) ?? []).map(read);
  const meshConfigs = (byKind.get("v1 ConfigMap") ?? []).filter((head) => isMeshConfig(head, rootNamespace));
  const roles = new Set(
    all("rbac.authorization.k8s.io/v1 Role", (head) => (readsSecrets(head) ? `${head.name.namespace}/${head.name.name}` : "")),
  );
  const bindings = all("rbac.authorization.k8s.io/v1 RoleBinding", readBinding);
  return {
    gateways: all("networking.istio.io/v1 Gateway", readGateway),
    virtualServices: all("networking.istio.io/v1 VirtualService", readVirtualService),
    destinationRules: all("networking.istio.io/v1 DestinationRule", readDestinationRule),
    entries: all("networking.istio.io/v1 ServiceEntry", readServiceEntry),
    services: all("v1 Service", readService),
    policies: all("security.istio.io/v1 AuthorizationPolicy", readAuthorizationPolicy),
    pods: all("apps/v1 Deployment", readDeployment),
    keyPairs: all("cert-manager.io/v1 Certificate", readKeyPair),
    anchors: new Map(all("v1 Secret", (head) => [`${head.name.namespace}/${head.name.name}`, readAnchors(head)] as const)),
    meshTrust: meshConfigs[0] && readMeshTrust(meshConfigs[0]),
    secretReaders: new Set(bindings.filter(({ role }) => roles.has(role)).flatMap(({ accounts }) => accounts)),
  };
}

const modelled: ReadonlySet<string> = new Set([
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
]);

/** The one that Istio is told to read, and the federation's own, which nothing reads; any other could be a mesh configuration. */
function isMeshConfig({ name, fields }: ObjectHead, rootNamespace: string): boolean {
  if (name.namespace === rootNamespace && name.name === "istio-federation") return true;
  if (name.namespace === rootNamespace) fields.fail("metadata", "the model does not know this ConfigMap in Istio's root namespace");
  return false;
}
