import { isMapping } from "../1-load/yaml/manifest-data.ts";
import { type StandingObject, textsIn } from "./standing-object.ts";

/** A host of an Istio object in full. A short one is completed by the object's namespace, as Istio and its proxies do. */
export function wholeHost(host: string, namespace: string | undefined, domain: string): string {
  const suffix = `.svc.${domain}`;
  if (host.startsWith("*")) return host;
  const labels = host.split(".");
  if (labels.length === 1) return namespace === undefined ? host : `${host}.${namespace}${suffix}`;
  if (labels.length === 2) return `${host}${suffix}`;
  return labels.length === 3 && labels[2] === "svc" ? `${host}.${domain}` : host;
}

/** Whether an object is seen in one of these namespaces, by its `exportTo`. `any` is every namespace. */
export function isSeenIn({ spec, namespace }: StandingObject, namespaces: "any" | readonly string[]): boolean {
  const exportTo = textsIn(spec, "exportTo");
  if (exportTo.length === 0 || exportTo.includes("*") || namespaces === "any") return true;
  return exportTo.some((to) => namespaces.includes(to === "." ? (namespace ?? "") : to));
}

/** Whether a VirtualService is for the mesh's own proxies, not only for gateways. */
export function isForMesh({ spec }: StandingObject): boolean {
  const gateways = textsIn(spec, "gateways");
  return gateways.length === 0 || gateways.includes("mesh");
}

/** Whether a value of an object is a mapping with this key. */
export function hasKey(value: unknown, key: string): boolean {
  return isMapping(value) && value[key] !== undefined;
}

/** The Gateways of a VirtualService as `namespace/name`, also those in the form `name.namespace`. */
export function gatewayNames({ namespace }: StandingObject, written: readonly string[]): readonly string[] {
  return written.map((one) => {
    if (one === "mesh" || one.includes("/")) return one.replace(/^\.\//, `${namespace}/`);
    const [name = "", within] = one.split(".");
    return `${within ?? namespace}/${name}`;
  });
}
