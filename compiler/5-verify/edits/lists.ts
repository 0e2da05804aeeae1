import { type Data, isData, ownEntry } from "./kubernetes-object.ts";
import { matchesPath, type Path } from "./path.ts";

/** How a list is compared: in its order, as a set of texts, as a set of mappings, or as mappings that have names. */
type ListReading = "ordered" | "texts" | "mappings" | { readonly nameOf: NameOf };

/** The name by which the two versions of an item are found. */
type NameOf = (item: Data) => string | undefined;

type ByKind<Value> = Readonly<Record<string, Value>>;

/** Lists in which order and repetition mean nothing. */
const textSets: ByKind<readonly string[]> = {
  AuthorizationPolicy: [
    "spec.rules.*.from.*.source.*",
    "spec.rules.*.to.*.operation.*",
    "spec.rules.*.when.*.values",
    "spec.rules.*.when.*.notValues",
  ],
  Certificate: ["spec.uris", "spec.usages", "spec.dnsNames", "spec.ipAddresses", "spec.emailAddresses"],
  DestinationRule: [
    "spec.exportTo",
    "spec.trafficPolicy.tls.subjectAltNames",
    "spec.trafficPolicy.portLevelSettings.*.tls.subjectAltNames",
    "spec.subsets.*.trafficPolicy.tls.subjectAltNames",
  ],
  Gateway: ["spec.servers.*.hosts", "spec.servers.*.tls.subjectAltNames"],
  Role: ["rules.*.apiGroups", "rules.*.resources", "rules.*.verbs"],
  ServiceEntry: ["spec.hosts", "spec.addresses", "spec.exportTo", "spec.subjectAltNames"],
  VirtualService: ["spec.hosts", "spec.gateways", "spec.exportTo", "spec.tls.*.match.*.sniHosts"],
};

const mappingSets: ByKind<readonly string[]> = {
  AuthorizationPolicy: ["spec.rules", "spec.rules.*.from", "spec.rules.*.to", "spec.rules.*.when"],
  Role: ["rules"],
  VirtualService: ["spec.tcp.*.match", "spec.tls.*.match"],
};

const by =
  (key: string): NameOf =>
  (item) =>
    typeof item[key] === "string" || typeof item[key] === "number" ? String(item[key]) : undefined;
const byPort =
  (key: string): NameOf =>
  ({ port }) =>
    isData(port) ? by(key)(port) : undefined;
const byDestination: NameOf = ({ destination }) => JSON.stringify(destination);

/** Lists in which order means nothing, and repetition does. Lists in none of these tables are compared in their order. */
const named: ByKind<Readonly<Record<string, NameOf>>> = {
  Deployment: {
    "spec.template.spec.containers": by("name"),
    "spec.template.spec.initContainers": by("name"),
    "spec.template.spec.volumes": by("name"),
    "spec.template.spec.containers.*.ports": by("containerPort"),
    "spec.template.spec.containers.*.env": by("name"),
    "spec.template.spec.containers.*.volumeMounts": by("mountPath"),
  },
  DestinationRule: {
    "spec.subsets": by("name"),
    "spec.trafficPolicy.portLevelSettings": byPort("number"),
    "spec.subsets.*.trafficPolicy.portLevelSettings": byPort("number"),
  },
  Gateway: { "spec.servers": byPort("name") },
  RoleBinding: { subjects: by("name") },
  Service: { "spec.ports": by("name") },
  ServiceEntry: { "spec.ports": by("number"), "spec.endpoints": by("address") },
  VirtualService: { "spec.http.*.route": byDestination, "spec.tcp.*.route": byDestination, "spec.tls.*.route": byDestination },
};

export function readingOf(kind: string, path: Path): ListReading {
  const isIn = (table: ByKind<readonly string[]>) => (ownEntry(table, kind) ?? []).some((pattern) => matchesPath(pattern, path));
  if (isIn(textSets)) return "texts";
  if (isIn(mappingSets)) return "mappings";
  const found = Object.entries(ownEntry(named, kind) ?? {}).find(([pattern]) => matchesPath(pattern, path));
  return found ? { nameOf: found[1] } : "ordered";
}

/** A set of texts. With `patterns`, as policies read them, without those that another one covers: `shop/web` beside `shop/*`. */
export function uncovered(texts: readonly unknown[], patterns: boolean): ReadonlySet<unknown> {
  const set = [...new Set(texts)];
  if (!patterns) return new Set(set);
  return new Set(set.filter((one) => !set.some((other) => other !== one && covers(other, one))));
}

function covers(wide: unknown, narrow: unknown): boolean {
  if (typeof wide !== "string" || typeof narrow !== "string") return false;
  if (wide === "*") return narrow !== "";
  if (wide.startsWith("*"))
    return narrow.startsWith("*") || !narrow.endsWith("*") ? narrow.endsWith(wide.slice(1)) && narrow !== "*" : false;
  if (wide.endsWith("*")) return !narrow.startsWith("*") && narrow.startsWith(wide.slice(0, -1));
  return false;
}
