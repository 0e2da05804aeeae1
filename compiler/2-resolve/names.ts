import { namespaceOf } from "./caller-lists.ts";
import type { LocalName } from "./federation.ts";
import type { ServiceName } from "./service-name.ts";

/** Reads a Service written as `name.namespace`, and adds its full name in a cluster's domain. */
export function serviceName(written: string, domain: string): ServiceName {
  const [name = "", namespace = ""] = written.split(".");
  return { name, namespace, fqdn: `${name}.${namespace}.svc.${domain}` };
}

/** Reads the local name of a consumption. Two labels are a Service, also with `.svc.<domain>` behind them. */
export function localName(written: string, domain: string): LocalName {
  const suffix = `.svc.${domain}`;
  const short = written.endsWith(suffix) ? written.slice(0, -suffix.length) : written;
  if (short.split(".").length !== 2) return { name: written, namespace: undefined, host: written };
  const { name, namespace, fqdn } = serviceName(short, domain);
  return { name, namespace, host: fqdn };
}

/** The namespaces of callers, sorted; `any` means every namespace. */
export function callerNamespaces(callers: "any" | readonly string[]): "any" | readonly string[] {
  if (callers === "any") return "any";
  return sorted(callers.map(namespaceOf));
}

/** The entries of a map, sorted by key. */
export function sortedEntries<Value>(
  map: Readonly<Record<string, Value>> = {},
): readonly { readonly key: string; readonly value: Value }[] {
  return sortedIfSeveral(Object.keys(map)).map((key) => ({ key, value: map[key] as Value }));
}

/** Sorts by code units and removes duplicates. */
export function sorted(names: Iterable<string>): string[] {
  return sortedIfSeveral([...new Set(names)]);
}

/** Sorts in place. Without a function to compare by, texts are sorted by code units, and faster. */
function sortedIfSeveral(names: string[]): string[] {
  return names.length > 1 ? names.sort() : names;
}
