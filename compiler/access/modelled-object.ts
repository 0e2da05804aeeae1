import { isMapping } from "../1-load/yaml/manifest-data.ts";
import type { StandingObject } from "../inventory/standing-object.ts";

/** The versions of Istio's groups, all of which have the fields of the newest. */
const versions = /\/(?:v1|v1beta1|v1alpha3)$/;

/**
 * An object of a dump as the model of Istio reads it: short names are completed by its namespace, as Istio does. Labels and annotations that are
 * not Istio's change nothing. Undefined if the version is not known.
 */
export function asModelled({ apiVersion, kind, namespace, name, labels, annotations, data }: StandingObject, domain: string): unknown {
  if (!versions.test(apiVersion) || !isMapping(data.spec)) return undefined;
  const istios = (all: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => key.includes("istio.io/")));
  return {
    apiVersion: apiVersion.replace(versions, "/v1"),
    kind,
    metadata: { name, namespace, labels: istios(labels), annotations: istios(annotations) },
    spec:
      kind === "VirtualService" || kind === "DestinationRule"
        ? withWholeNames(data.spec, (host) => wholeName(host, namespace, domain))
        : data.spec,
  };
}

function wholeName(host: unknown, namespace: string | undefined, domain: string): unknown {
  return typeof host === "string" && /^[^.*]+$/.test(host) && namespace !== undefined ? `${host}.${namespace}.svc.${domain}` : host;
}

/** Completes each `host` and `hosts`. */
function withWholeNames(value: unknown, whole: (host: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withWholeNames(item, whole));
  if (!isMapping(value)) return value;
  const named = (key: string, inner: unknown) => {
    if (key === "host") return whole(inner);
    return key === "hosts" && Array.isArray(inner) ? inner.map(whole) : withWholeNames(inner, whole);
  };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(key, inner)]));
}
