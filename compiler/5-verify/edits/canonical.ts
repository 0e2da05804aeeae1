import { compare } from "../../findings/finding.ts";
import { isData, type KubernetesObject, objectOf, ownEntry } from "./kubernetes-object.ts";
import { matchesPath, type Path } from "./path.ts";

/** Istio serves the same schema in all these versions. */
const equivalentVersions = /\/(v1|v1beta1|v1alpha3)$/;

type Changeable = { [key: string]: unknown };

/**
 * An object without fields that a server adds, explicit defaults and empty lists, and with one spelling of what has several. Lists keep
 * their order, so that places stay the same. Undefined if the data is not an object.
 */
export function canonical(data: unknown): KubernetesObject | undefined {
  const read = objectOf(data);
  if (!read) return undefined;
  const defaults = [...everywhere, ...(ownEntry(byKind, read.kind) ?? [])];
  const plain = without(read.data, [], defaults) as Changeable;
  if (/(^|\.)istio\.io$/.test(read.group) && equivalentVersions.test(read.data.apiVersion as string)) plain.apiVersion = `${read.group}/v1`;
  ownEntry(rewritten, read.kind)?.(plain);
  return { ...read, data: plain };
}

/** A field that means nothing with this value, or with any value if none is given. */
type Empty = readonly [pattern: string, value?: string | number | boolean];

const everywhere: readonly Empty[] = [
  ["status"],
  ["metadata.uid"],
  ["metadata.resourceVersion"],
  ["metadata.generation"],
  ["metadata.creationTimestamp"],
  ["metadata.managedFields"],
  ["metadata.selfLink"],
];

const pod = "spec.template.spec";
const container = `${pod}.containers.*`;

const byKind: Readonly<Record<string, readonly Empty[]>> = {
  Namespace: [["spec"]],
  AuthorizationPolicy: [["spec.action", "ALLOW"]],
  Certificate: [
    ["spec.issuerRef.group", "cert-manager.io"],
    ["spec.issuerRef.kind", "Issuer"],
  ],
  ConfigMap: [["immutable", false]],
  Secret: [
    ["type", "Opaque"],
    ["immutable", false],
  ],
  RoleBinding: [["subjects.*.apiGroup", ""]],
  Service: [
    ["spec.type", "ClusterIP"],
    ["spec.sessionAffinity", "None"],
    ["spec.internalTrafficPolicy", "Cluster"],
    ["spec.externalTrafficPolicy", "Cluster"],
    ["spec.allocateLoadBalancerNodePorts", true],
    ["spec.ports.*.protocol", "TCP"],
  ],
  Deployment: [
    ["spec.template.metadata.creationTimestamp"],
    ["spec.progressDeadlineSeconds", 600],
    ["spec.revisionHistoryLimit", 10],
    [`${pod}.restartPolicy`, "Always"],
    [`${pod}.dnsPolicy`, "ClusterFirst"],
    [`${pod}.schedulerName`, "default-scheduler"],
    [`${pod}.terminationGracePeriodSeconds`, 30],
    [`${container}.ports.*.protocol`, "TCP"],
    [`${container}.imagePullPolicy`, "IfNotPresent"],
    [`${container}.imagePullPolicy`, "Always"],
    [`${container}.terminationMessagePath`, "/dev/termination-log"],
    [`${container}.terminationMessagePolicy`, "File"],
  ],
};

/** The places where an empty mapping means nothing. */
const emptyMappings = [
  "metadata.labels",
  "metadata.annotations",
  "spec.template.metadata.labels",
  "spec.template.metadata.annotations",
  `${pod}.securityContext`,
  `${container}.resources`,
];

/** For Kubernetes `null` is a missing field. An empty list means nothing. */
function without(value: unknown, path: Path, empties: readonly Empty[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => without(item, [...path, i], empties));
  if (!isData(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const place = [...path, key];
    const isEmpty = inner === null || inner === undefined || (Array.isArray(inner) && inner.length === 0);
    if (isEmpty || empties.some(([pattern, empty]) => matchesPath(pattern, place) && (empty === undefined || empty === inner))) return [];
    const plain = without(inner, place, empties);
    const bare = isData(plain) && Object.keys(plain).length === 0 && emptyMappings.some((pattern) => matchesPath(pattern, place));
    return bare ? [] : [[key, plain] as const];
  });
  return Object.fromEntries(kept.sort(([a], [b]) => compare(a, b)));
}

const rewritten: Readonly<Record<string, (object: Changeable) => void>> = {
  Secret: (secret) => {
    const { data, stringData, ...rest } = secret;
    const decoded = Object.entries(isData(data) ? data : {}).map(([key, value]) => [key, Buffer.from(String(value), "base64").toString()]);
    const all = Object.entries({ ...Object.fromEntries(decoded), ...(isData(stringData) ? stringData : {}) });
    for (const key of Object.keys(secret)) delete secret[key];
    const trimmed = all.map(([key, value]) => [key, key.endsWith(".crt") ? linesOf(String(value)) : value]);
    Object.assign(secret, rest, trimmed.length > 0 && { stringData: Object.fromEntries(trimmed) });
  },
  Deployment: (deployment) => {
    const spec = inner(deployment, "spec", "template", "spec");
    if (spec && spec.serviceAccount === spec.serviceAccountName) delete spec.serviceAccount;
  },
  Service: (service) => {
    for (const port of listIn(inner(service, "spec"), "ports")) if (port.targetPort === port.port) delete port.targetPort;
  },
  VirtualService: (service) => {
    const spec = inner(service, "spec");
    const routes = [...listIn(spec, "http"), ...listIn(spec, "tcp"), ...listIn(spec, "tls")];
    for (const destinations of routes.map((route) => listIn(route, "route"))) if (destinations.length === 1) delete destinations[0]?.weight;
  },
  DestinationRule: (rule) => {
    const spec = inner(rule, "spec");
    const whole = inner(spec, "trafficPolicy");
    // Each setting of a subset replaces that of the rule.
    for (const policy of listIn(spec, "subsets").map((subset) => inner(subset, "trafficPolicy")))
      for (const setting of ["connectionPool", "loadBalancer"])
        if (policy && policy[setting] === undefined && whole?.[setting] !== undefined) policy[setting] = whole[setting];
  },
};

function linesOf(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

function inner(value: Changeable | undefined, ...keys: readonly string[]): Changeable | undefined {
  let found: unknown = value;
  for (const key of keys) found = isData(found) ? found[key] : undefined;
  return isData(found) ? (found as Changeable) : undefined;
}

function listIn(value: Changeable | undefined, key: string): readonly Changeable[] {
  const list = value?.[key];
  return Array.isArray(list) ? list.filter(isData) : [];
}
