import type { Labels } from "../../../1-load/federation-file.ts";
import { fieldEdits } from "../field-edits.ts";
import { type Data, type KubernetesObject, labelsAt, textsAt, valuesAt } from "../kubernetes-object.ts";
import { fullName, maySelectGateway, type Surroundings, takesPart } from "../surroundings.ts";
import { mayGiveSecrets, mayReadSecrets } from "./secret-access.ts";

/** What an object of somebody else's may do to the federation. */
export interface Judgement {
  readonly matters: boolean;
  /** One sentence. */
  readonly why: string;
}

type Judge = (object: KubernetesObject, surroundings: Surroundings) => string | undefined;

/** Says how an object that federation.yaml does not compile to may change a call or show a key; of kinds that nobody knows it is taken to. */
export function judgeStranger(object: KubernetesObject, surroundings: Surroundings): Judgement {
  const { group, kind } = object;
  if (repeats(object, surroundings)) return { matters: false, why: "it says what another object says" };
  const judge = judges[`${group}/${kind}`];
  if (!judge) return { matters: true, why: `fedc does not know what a \`${kind}\` does to calls` };
  const why = judge(object, surroundings);
  return why === undefined ? { matters: false, why: "it touches nothing of the federation's" } : { matters: true, why };
}

/** These add up: one more that says the same adds nothing. */
const adding = ["AuthorizationPolicy", "Role", "RoleBinding"];

function repeats({ kind, group, namespace, data }: KubernetesObject, { meant }: Surroundings): boolean {
  if (!adding.includes(kind)) return false;
  const alike = meant.filter((one) => one.kind === kind && one.group === group && one.namespace === namespace);
  return alike.some((one) => fieldEdits(kind, bodyOf(one.data), bodyOf(data)).length === 0 && isRead(data));
}

function bodyOf({ metadata, ...body }: Data): Data {
  return body;
}

/** Of labels and annotations there may be some by which nobody reads it. */
function isRead(data: Data): boolean {
  return [labelsAt(data, "metadata.labels"), labelsAt(data, "metadata.annotations")].every((notes) =>
    Object.keys(notes ?? {}).every((key) => !key.includes("istio.io/")),
  );
}

const never: Judge = () => undefined;
const whereTakingPart =
  (why: string): Judge =>
  ({ namespace }, surroundings) =>
    takesPart(surroundings, namespace) ? why : undefined;
const inGatewaysNamespace =
  (why: string): Judge =>
  ({ namespace }, { facts }) =>
    namespace === facts.gatewaysNamespace ? why : undefined;

const pods = inGatewaysNamespace("its pods run beside the gateways, where they may show Secrets or be taken for a gateway");
const routes: Judge = (object, surroundings) =>
  isAboutOurs(object, surroundings) ? "it is about a name that calls of the federation go to" : undefined;
const settings = whereTakingPart("it changes what proxies do that calls of the federation pass");

const judges: Readonly<Record<string, Judge>> = {
  "policy/PodDisruptionBudget": never,
  "networking.k8s.io/NetworkPolicy": never,
  "policy.networking.k8s.io/AdminNetworkPolicy": never,
  "policy.networking.k8s.io/BaselineAdminNetworkPolicy": never,
  "cilium.io/CiliumNetworkPolicy": never,
  "cilium.io/CiliumClusterwideNetworkPolicy": never,
  "projectcalico.org/NetworkPolicy": never,
  "projectcalico.org/GlobalNetworkPolicy": never,
  "crd.projectcalico.org/NetworkPolicy": never,
  "crd.projectcalico.org/GlobalNetworkPolicy": never,
  "metallb.io/IPAddressPool": never,
  "metallb.io/L2Advertisement": never,
  "metallb.io/BGPAdvertisement": never,
  "autoscaling/HorizontalPodAutoscaler": never,
  "autoscaling.k8s.io/VerticalPodAutoscaler": never,
  "keda.sh/ScaledObject": never,
  "scheduling.k8s.io/PriorityClass": never,
  "monitoring.coreos.com/ServiceMonitor": never,
  "monitoring.coreos.com/PodMonitor": never,
  "monitoring.coreos.com/PrometheusRule": never,
  "telemetry.istio.io/Telemetry": never,
  "cert-manager.io/Issuer": never,
  "cert-manager.io/ClusterIssuer": never,
  "external-secrets.io/SecretStore": never,
  "/ServiceAccount": never,
  "/LimitRange": never,
  "/ResourceQuota": never,
  "/PersistentVolumeClaim": never,
  "/Event": never,
  "/Namespace": ({ name, data }, surroundings) =>
    takesPart(surroundings, name) && injects(labelsAt(data, "metadata.labels"))
      ? "its labels say whether Istio puts its proxy beside pods"
      : undefined,
  "/ConfigMap": ({ namespace, name }, { facts }) =>
    namespace === facts.rootNamespace || name === "istio-ca-root-cert" ? "Istio may read it as configuration" : undefined,
  "/Secret": (secret, surroundings) =>
    inNamespacesOfKeys(secret, surroundings) && !isPullSecret(secret, surroundings)
      ? "Istio may read it as a key pair or as roots"
      : undefined,
  "/Pod": pods,
  "/ReplicationController": pods,
  "apps/Deployment": pods,
  "apps/StatefulSet": pods,
  "apps/DaemonSet": pods,
  "apps/ReplicaSet": pods,
  "batch/Job": pods,
  "batch/CronJob": pods,
  "/Service": judgeService,
  "/Endpoints": judgeEndpoints,
  "discovery.k8s.io/EndpointSlice": judgeEndpoints,
  "rbac.authorization.k8s.io/Role": ({ namespace, data }, { facts }) =>
    namespace === facts.gatewaysNamespace && mayReadSecrets(data) ? "whom it is given to may come by the gateways' keys" : undefined,
  "rbac.authorization.k8s.io/ClusterRole": ({ data }) =>
    mayReadSecrets(data) ? "whom it is given to may come by the gateways' keys" : undefined,
  "rbac.authorization.k8s.io/RoleBinding": ({ namespace, data }, surroundings) =>
    namespace === surroundings.facts.gatewaysNamespace && mayGiveSecrets(data, surroundings)
      ? "its subjects may come by the gateways' keys"
      : undefined,
  "rbac.authorization.k8s.io/ClusterRoleBinding": ({ data }, surroundings) =>
    mayGiveSecrets(data, surroundings) ? "its subjects may come by the gateways' keys" : undefined,
  "cert-manager.io/Certificate": judgeCertificate,
  "security.istio.io/AuthorizationPolicy": judgePolicy,
  "security.istio.io/PeerAuthentication": (object, surroundings) => (isStrict(object) ? undefined : settings(object, surroundings)),
  "security.istio.io/RequestAuthentication": settings,
  "networking.istio.io/EnvoyFilter": settings,
  "networking.istio.io/Sidecar": settings,
  "networking.istio.io/ProxyConfig": settings,
  "networking.istio.io/WorkloadEntry": settings,
  "networking.istio.io/WorkloadGroup": settings,
  "extensions.istio.io/WasmPlugin": settings,
  "networking.istio.io/VirtualService": routes,
  "networking.istio.io/DestinationRule": routes,
  "networking.istio.io/ServiceEntry": routes,
  "networking.istio.io/Gateway": ({ data }, surroundings) =>
    maySelectGateway(surroundings, labelsAt(data, "spec.selector")) ? "it may open a port of a gateway of the federation's" : undefined,
};

function injects(labels: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(labels).some(
    ([key, value]) =>
      (key === "istio-injection" && value !== "enabled") || (key.includes("istio.io/") && !key.startsWith("topology.istio.io/")),
  );
}

/** A VirtualService for some other gateway only is not asked by calls of the federation. */
function isAboutOurs({ kind, namespace, data }: KubernetesObject, { hosts, facts, meant }: Surroundings): boolean {
  const own = textsAt(data, kind === "DestinationRule" ? "spec.host" : "spec.hosts").map((host) => fullName(host, namespace, facts.domain));
  const gateways = textsAt(data, "spec.gateways").map((name) => (name.includes("/") ? name : `${namespace}/${name}`));
  const ours = meant.filter((one) => one.kind === "Gateway").map((one) => `${one.namespace}/${one.name}`);
  if (gateways.some((name) => ours.includes(name))) return true;
  if (kind === "VirtualService" && gateways.length > 0 && !gateways.some((name) => name.endsWith("/mesh"))) return false;
  if (kind === "ServiceEntry" && textsAt(data, "spec.addresses").length > 0) return true;
  return own.some((host) => [...hosts].some((other) => overlap(host, other)));
}

function overlap(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map((host) => (host.startsWith("*") ? host.slice(1) : undefined));
  if (a !== undefined && b !== undefined) return a.endsWith(b) || b.endsWith(a);
  return a !== undefined ? other.endsWith(a) : b !== undefined && one.endsWith(b);
}

function judgeService({ namespace, name, data }: KubernetesObject, surroundings: Surroundings): string | undefined {
  const { facts, hosts } = surroundings;
  if (hosts.has(fullName(`${name}.${namespace}`, namespace, facts.domain))) return "calls of the federation go to a Service of this name";
  const selector = labelsAt(data, "spec.selector");
  if (namespace !== facts.gatewaysNamespace || selector === undefined) return undefined;
  return maySelectGateway(surroundings, selector) ? "it is one more way to a gateway of the federation's" : undefined;
}

function judgeEndpoints({ namespace, name, data }: KubernetesObject, { facts, hosts }: Surroundings): string | undefined {
  const service = labelsAt(data, "metadata.labels")?.["kubernetes.io/service-name"] ?? name;
  return hosts.has(fullName(`${service}.${namespace}`, namespace, facts.domain))
    ? "it says who answers calls of the federation"
    : undefined;
}

function inNamespacesOfKeys({ namespace }: KubernetesObject, { facts }: Surroundings): boolean {
  return namespace === facts.gatewaysNamespace || namespace === facts.rootNamespace;
}

/** By its type alone it is none: beside the right to pull images there may lie a key pair, under the name that a gateway asks for. */
function isPullSecret({ name, data }: KubernetesObject, { facts: { gateways } }: Surroundings): boolean {
  const types: readonly unknown[] = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];
  const keys = [data.data, data.stringData].flatMap((values) => Object.keys((values ?? {}) as Data));
  const asked = [gateways.ingress.credential, gateways.egress.credential].flatMap((credential) => [credential, `${credential}-cacert`]);
  return types.includes(data.type) && !asked.includes(name) && keys.every((key) => /^\.docker(configjson|cfg)$/.test(key));
}

/** Calls of the federation come to pods by mutual TLS anyway. */
function isStrict({ data }: KubernetesObject): boolean {
  const modes = [...valuesAt(data, "spec.mtls.mode"), ...valuesAt(data, "spec.portLevelMtls.*.mode")];
  return modes.length > 0 && modes.every((mode) => mode === "STRICT");
}

/** By the names that it bears, or by the issuer who signs for the gateways, somebody could be taken for a gateway. */
function judgeCertificate({ namespace, data }: KubernetesObject, { facts, meant }: Surroundings): string | undefined {
  if (namespace === facts.gatewaysNamespace || namespace === facts.rootNamespace) return "its key pair lies where gateways find theirs";
  const issuers = meant.filter(({ kind }) => kind === "Certificate").flatMap((one) => textsAt(one.data, "spec.issuerRef.name"));
  const [issuer = ""] = textsAt(data, "spec.issuerRef.name");
  const names = ["spec.uris", "spec.dnsNames", "spec.otherNames", "spec.commonName"].flatMap((place) => textsAt(data, place));
  const isAuthority = (data.spec as Data | undefined)?.isCA === true;
  if (issuers.includes(issuer) && (isAuthority || names.some((name) => name.startsWith("spiffe://"))))
    return "the issuer of the gateways' certificates signs somebody else's name";
  return names.some((name) => name.startsWith(`spiffe://${facts.hostname}/`)) ? "it bears the name of a gateway" : undefined;
}

function judgePolicy({ namespace, data }: KubernetesObject, surroundings: Surroundings): string | undefined {
  const { facts } = surroundings;
  const why = "it decides about calls of the federation";
  if ((data.spec as Data | undefined)?.action === "AUDIT") return undefined;
  const selector = labelsAt(data, "spec.selector.matchLabels");
  if ((data.spec as Data | undefined)?.targetRefs !== undefined || (data.spec as Data | undefined)?.targetRef !== undefined) return why;
  if (namespace === facts.rootNamespace) return why;
  if (namespace === facts.gatewaysNamespace) return maySelectGateway(surroundings, selector) ? why : undefined;
  const served = facts.services.filter((service) => service.namespace === namespace);
  const mayHit = (labels: Labels) =>
    Object.entries(selector ?? {}).every(([key, value]) => labels[key] === undefined || labels[key] === value);
  return served.some(({ pods }) => pods.length === 0 || pods.some(({ labels }) => mayHit(labels))) ? why : undefined;
}
