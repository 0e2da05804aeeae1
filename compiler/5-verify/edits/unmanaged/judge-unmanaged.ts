import { fieldEdits } from "../field-edits.ts";
import { type Data, isData, type KubernetesObject, labelsAt, textsAt, valuesAt } from "../kubernetes-object.ts";
import { fullName, maySelect, maySelectGateway, type Surroundings, takesPart } from "../surroundings.ts";
import { mayGiveSecrets, mayReadSecrets } from "./secret-access.ts";

/** The effect of an object that federation.yaml does not compile to. */
interface Judgement {
  /** Whether it may change a call or show a key. */
  readonly matters: boolean;
  /** One sentence. */
  readonly why: string;
}

/** Why an object of its kind matters. Undefined if it does not. */
type Judge = (object: KubernetesObject, surroundings: Surroundings) => string | undefined;

/** An object of a kind that is not listed is taken to matter. */
export function judgeUnmanaged(object: KubernetesObject, surroundings: Surroundings): Judgement {
  if (repeats(object, surroundings)) return { matters: false, why: "it says what another object says" };
  const judge = judges.get(`${object.group}/${object.kind}`);
  if (!judge) return { matters: true, why: `fedc does not know what a \`${object.kind}\` does to calls` };
  const why = judge(object, surroundings);
  return why === undefined ? { matters: false, why: "it touches nothing of the federation's" } : { matters: true, why };
}

/** The effects of several objects of these kinds add up, so the same object once more adds nothing. */
const additiveKinds = ["AuthorizationPolicy", "Role", "RoleBinding"];

function repeats({ kind, group, namespace, data }: KubernetesObject, { meant }: Surroundings): boolean {
  if (!additiveKinds.includes(kind) || !isRead(data)) return false;
  const siblings = meant.filter((one) => one.kind === kind && one.group === group && one.namespace === namespace);
  return siblings.some((one) => fieldEdits(kind, bodyOf(one.data), bodyOf(data)).length === 0);
}

function bodyOf({ metadata, ...body }: Data): Data {
  return body;
}

/** Some labels and annotations of Istio's own keep it from reading an object. */
function isRead(data: Data): boolean {
  const keys = ["metadata.labels", "metadata.annotations"].flatMap((place) => Object.keys(labelsAt(data, place) ?? {}));
  return !keys.some((key) => key.includes("istio.io/"));
}

const pods: Judge = ({ namespace }, { facts }) =>
  namespace === facts.gatewaysNamespace
    ? "its pods run beside the gateways, where they may show Secrets or be taken for a gateway"
    : undefined;
const routes: Judge = (object, surroundings) =>
  isAboutFederation(object, surroundings) ? "it is about a name that calls of the federation go to" : undefined;
const settings: Judge = ({ namespace }, surroundings) =>
  takesPart(surroundings, namespace) ? "it changes what proxies do that calls of the federation pass" : undefined;
const roles: Judge = ({ kind, namespace, data }, { facts }) =>
  (kind === "ClusterRole" || namespace === facts.gatewaysNamespace) && mayReadSecrets(data)
    ? "whom it is given to may come by the gateways' keys"
    : undefined;
const bindings: Judge = ({ kind, namespace, data }, surroundings) =>
  (kind === "ClusterRoleBinding" || namespace === surroundings.facts.gatewaysNamespace) && mayGiveSecrets(data, surroundings)
    ? "its subjects may come by the gateways' keys"
    : undefined;

/** Judges by group and kind. */
const judges: ReadonlyMap<string, Judge> = new Map([
  ...kindsOf(() => undefined, {
    "": ["ServiceAccount", "LimitRange", "ResourceQuota", "PersistentVolumeClaim", "Event"],
    policy: ["PodDisruptionBudget"],
    "networking.k8s.io": ["NetworkPolicy"],
    "policy.networking.k8s.io": ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy"],
    "cilium.io": ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"],
    "projectcalico.org": ["NetworkPolicy", "GlobalNetworkPolicy"],
    "crd.projectcalico.org": ["NetworkPolicy", "GlobalNetworkPolicy"],
    "metallb.io": ["IPAddressPool", "L2Advertisement", "BGPAdvertisement"],
    autoscaling: ["HorizontalPodAutoscaler"],
    "autoscaling.k8s.io": ["VerticalPodAutoscaler"],
    "keda.sh": ["ScaledObject"],
    "scheduling.k8s.io": ["PriorityClass"],
    "monitoring.coreos.com": ["ServiceMonitor", "PodMonitor", "PrometheusRule"],
    "telemetry.istio.io": ["Telemetry"],
    "cert-manager.io": ["Issuer", "ClusterIssuer"],
    "external-secrets.io": ["SecretStore"],
  }),
  ...kindsOf(pods, {
    "": ["Pod", "ReplicationController"],
    apps: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
    batch: ["Job", "CronJob"],
  }),
  ...kindsOf(settings, {
    "security.istio.io": ["RequestAuthentication"],
    "networking.istio.io": ["EnvoyFilter", "Sidecar", "ProxyConfig", "WorkloadEntry", "WorkloadGroup"],
    "extensions.istio.io": ["WasmPlugin"],
  }),
  ...kindsOf(routes, { "networking.istio.io": ["VirtualService", "DestinationRule", "ServiceEntry"] }),
  ...kindsOf(roles, { "rbac.authorization.k8s.io": ["Role", "ClusterRole"] }),
  ...kindsOf(bindings, { "rbac.authorization.k8s.io": ["RoleBinding", "ClusterRoleBinding"] }),
  ...kindsOf(judgeEndpoints, { "": ["Endpoints"], "discovery.k8s.io": ["EndpointSlice"] }),
  ...kindsOf(judgeNamespace, { "": ["Namespace"] }),
  ...kindsOf(judgeConfigMap, { "": ["ConfigMap"] }),
  ...kindsOf(judgeSecret, { "": ["Secret"] }),
  ...kindsOf(judgeService, { "": ["Service"] }),
  ...kindsOf(judgeCertificate, { "cert-manager.io": ["Certificate"] }),
  ...kindsOf(judgePolicy, { "security.istio.io": ["AuthorizationPolicy"] }),
  ...kindsOf(judgePeerAuthentication, { "security.istio.io": ["PeerAuthentication"] }),
  ...kindsOf(judgeGateway, { "networking.istio.io": ["Gateway"] }),
]);

function kindsOf(judge: Judge, kinds: Readonly<Record<string, readonly string[]>>): readonly (readonly [string, Judge])[] {
  return Object.entries(kinds).flatMap(([group, names]) => names.map((name) => [`${group}/${name}`, judge] as const));
}

function judgeNamespace({ name, data }: KubernetesObject, surroundings: Surroundings): string | undefined {
  const injects = Object.entries(labelsAt(data, "metadata.labels") ?? {}).some(
    ([key, value]) =>
      (key === "istio-injection" && value !== "enabled") || (key.includes("istio.io/") && !key.startsWith("topology.istio.io/")),
  );
  return injects && takesPart(surroundings, name) ? "its labels say whether Istio puts its proxy beside pods" : undefined;
}

function judgeConfigMap({ namespace, name }: KubernetesObject, { facts }: Surroundings): string | undefined {
  return namespace === facts.rootNamespace || name === "istio-ca-root-cert" ? "Istio may read it as configuration" : undefined;
}

/** A Secret for pulling images is harmless, unless it also holds a key pair under a name that a gateway asks for. */
function judgeSecret({ namespace, name, data }: KubernetesObject, { facts }: Surroundings): string | undefined {
  if (namespace !== facts.gatewaysNamespace && namespace !== facts.rootNamespace) return undefined;
  const { ingress, egress } = facts.gateways;
  const isAsked = [ingress.credential, egress.credential].some((credential) => name === credential || name === `${credential}-cacert`);
  const keys = [data.data, data.stringData].flatMap((values) => Object.keys((values ?? {}) as Data));
  const isForImages =
    /^kubernetes\.io\/docker(configjson|cfg)$/.test(String(data.type)) && keys.every((key) => /^\.docker(configjson|cfg)$/.test(key));
  return isForImages && !isAsked ? undefined : "Istio may read it as a key pair or as roots";
}

/** A VirtualService for another gateway only does not affect calls of the federation. */
function isAboutFederation({ kind, namespace, data }: KubernetesObject, { hosts, facts, meant }: Surroundings): boolean {
  const own = textsAt(data, kind === "DestinationRule" ? "spec.host" : "spec.hosts").map((host) => fullName(host, namespace, facts.domain));
  const gateways = textsAt(data, "spec.gateways").map((name) => (name.includes("/") ? name : `${namespace}/${name}`));
  if (meant.some((one) => one.kind === "Gateway" && gateways.includes(`${one.namespace}/${one.name}`))) return true;
  if (kind === "VirtualService" && gateways.length > 0 && !gateways.some((name) => name.endsWith("/mesh"))) return false;
  if (kind === "ServiceEntry" && textsAt(data, "spec.addresses").length > 0) return true;
  return own.some((host) => [...hosts].some((other) => overlap(host, other)));
}

/** Whether two hosts, which may begin with `*`, have a name in common. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [one, other].map((host) => (host.startsWith("*") ? host.slice(1) : undefined));
  if (a !== undefined && b !== undefined) return a.endsWith(b) || b.endsWith(a);
  return one === other || (a !== undefined && other.endsWith(a)) || (b !== undefined && one.endsWith(b));
}

function judgeService({ namespace, name, data }: KubernetesObject, surroundings: Surroundings): string | undefined {
  const { facts, hosts } = surroundings;
  if (hosts.has(fullName(`${name}.${namespace}`, namespace, facts.domain))) return "calls of the federation go to a Service of this name";
  const selector = labelsAt(data, "spec.selector");
  const isWay = namespace === facts.gatewaysNamespace && selector !== undefined && maySelectGateway(surroundings, selector);
  return isWay ? "it is one more way to a gateway of the federation's" : undefined;
}

function judgeEndpoints({ namespace, name, data }: KubernetesObject, { facts, hosts }: Surroundings): string | undefined {
  const service = labelsAt(data, "metadata.labels")?.["kubernetes.io/service-name"] ?? name;
  const isCalled = hosts.has(fullName(`${service}.${namespace}`, namespace, facts.domain));
  return isCalled ? "it says who answers calls of the federation" : undefined;
}

function judgeGateway({ data }: KubernetesObject, surroundings: Surroundings): string | undefined {
  const isOurs = maySelectGateway(surroundings, labelsAt(data, "spec.selector"));
  return isOurs ? "it may open a port of a gateway of the federation's" : undefined;
}

/** Calls of the federation reach pods by mutual TLS, so a strict mode does not affect them. */
function judgePeerAuthentication(object: KubernetesObject, surroundings: Surroundings): string | undefined {
  const modes = ["spec.mtls.mode", "spec.portLevelMtls.*.mode"].flatMap((place) => valuesAt(object.data, place));
  const isStrict = modes.length > 0 && modes.every((mode) => mode === "STRICT");
  return isStrict ? undefined : settings(object, surroundings);
}

/** Somebody could be taken for a gateway by the names in a certificate, or by the issuer that signs for the gateways. */
function judgeCertificate({ namespace, data }: KubernetesObject, { facts, meant }: Surroundings): string | undefined {
  if (namespace === facts.gatewaysNamespace || namespace === facts.rootNamespace) return "its key pair lies where gateways find theirs";
  const issuers = meant.filter(({ kind }) => kind === "Certificate").flatMap((one) => textsAt(one.data, "spec.issuerRef.name"));
  const [issuer = ""] = textsAt(data, "spec.issuerRef.name");
  const names = ["spec.uris", "spec.dnsNames", "spec.otherNames", "spec.commonName"].flatMap((place) => textsAt(data, place));
  if (issuers.includes(issuer) && (specOf(data).isCA === true || names.some((name) => name.startsWith("spiffe://"))))
    return "the issuer of the gateways' certificates signs somebody else's name";
  return names.some((name) => name.startsWith(`spiffe://${facts.hostname}/`)) ? "it bears the name of a gateway" : undefined;
}

function judgePolicy({ namespace, data }: KubernetesObject, surroundings: Surroundings): string | undefined {
  const { facts } = surroundings;
  const { action, targetRef, targetRefs } = specOf(data);
  if (action === "AUDIT") return undefined;
  const selector = labelsAt(data, "spec.selector.matchLabels");
  const served = facts.services.filter((service) => service.namespace === namespace);
  const matters =
    targetRef !== undefined ||
    targetRefs !== undefined ||
    namespace === facts.rootNamespace ||
    (namespace === facts.gatewaysNamespace
      ? maySelectGateway(surroundings, selector)
      : served.some(({ pods }) => pods.length === 0 || pods.some(({ labels }) => maySelect(selector, labels))));
  return matters ? "it decides about calls of the federation" : undefined;
}

function specOf({ spec }: Data): Data {
  return isData(spec) ? spec : {};
}
