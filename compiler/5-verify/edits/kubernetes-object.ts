/** Any mapping, as data. */
export type Data = Readonly<Record<string, unknown>>;

/** An object of Kubernetes, with its identity read. */
export interface KubernetesObject {
  /** The API group: `networking.istio.io`; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly data: Data;
}

export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined if the data is not an object of Kubernetes. */
export function objectOf(data: unknown): KubernetesObject | undefined {
  if (!isData(data) || typeof data.kind !== "string" || typeof data.apiVersion !== "string" || !isData(data.metadata)) return undefined;
  const { name, namespace } = data.metadata;
  if (typeof name !== "string") return undefined;
  const group = data.apiVersion.includes("/") ? (data.apiVersion.split("/")[0] ?? "") : "";
  return { group, kind: data.kind, namespace: typeof namespace === "string" ? namespace : "", name, data };
}

/** The same for two versions of one object. */
export function keyOf({ group, kind, namespace, name }: KubernetesObject): string {
  return `${group} ${kind} ${namespace}/${name}`;
}

/** The value at a place such as `spec.servers.0.tls`. A `*` stands for every key or index. Empty if there is none. */
export function valuesAt(value: unknown, place: string): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const part of place.split(".")) {
    found = found.flatMap((one) => {
      if (part === "*") return Array.isArray(one) ? one : isData(one) ? Object.values(one) : [];
      const item = Array.isArray(one) ? one[Number(part)] : isData(one) ? one[part] : undefined;
      return item === undefined ? [] : [item];
    });
  }
  return found;
}

/** The texts among these values, and in lists among them. */
export function textsAt(value: unknown, place: string): readonly string[] {
  return valuesAt(value, place).flatMap((one) => (Array.isArray(one) ? one : [one]).filter((item) => typeof item === "string"));
}

/** A mapping at a place, with its values as texts. Undefined if there is none. */
export function labelsAt(value: unknown, place: string): Readonly<Record<string, string>> | undefined {
  const [labels] = valuesAt(value, place);
  if (!isData(labels)) return undefined;
  return Object.fromEntries(Object.entries(labels).map(([key, text]) => [key, String(text)]));
}

/** The value of a table under a kind. A kind such as `toString` finds nothing. */
export function ownEntry<Value>(table: Readonly<Record<string, Value>>, kind: string): Value | undefined {
  return Object.hasOwn(table, kind) ? table[kind] : undefined;
}
