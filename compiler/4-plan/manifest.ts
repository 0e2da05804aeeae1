import type { Labels } from "../1-load/federation-file.ts";
import { apiVersions, type FederationObject, type Metadata, type Specified } from "./objects.ts";

/** An object with its comment lines, which say why it exists. */
export interface Manifest {
  readonly comment: readonly string[];
  readonly object: FederationObject;
}

export interface PlannedFile {
  /** Below `generated/`. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

export function manifest(object: FederationObject, ...comment: readonly string[]): Manifest {
  return { comment, object };
}

/** A manifest of a kind that has a `spec`. */
export function planned<Kind extends Specified["kind"]>(
  kind: Kind,
  metadata: Metadata,
  spec: Specified<Kind>["spec"],
  ...comment: readonly string[]
): Manifest {
  return manifest({ apiVersion: apiVersions[kind], kind, metadata, spec } as Specified, ...comment);
}

/** Metadata with fedc's labels. `service` is set if the object concerns a single service. */
export function metadata(
  about: { readonly federation: string; readonly namespace?: string; readonly service?: string | undefined },
  name: string,
  annotations: Labels = {},
): Metadata {
  const labels: Record<string, string> = { "app.kubernetes.io/managed-by": "fedc", "fedc.dev/federation": about.federation };
  if (about.service !== undefined) labels["fedc.dev/service"] = about.service;
  const { namespace } = about;
  const isAnnotated = Object.keys(annotations).length > 0;
  if (namespace === undefined) return isAnnotated ? { name, labels, annotations } : { name, labels };
  return isAnnotated ? { name, namespace, labels, annotations } : { name, namespace, labels };
}

/**
 * Argo CD applies the object before all others and prunes it after them, so a denial exists as long as the call it denies is possible.
 * Flux applies everything at once.
 */
export const syncedFirst: Labels = { "argocd.argoproj.io/sync-wave": "-1" };

/** The API server rejects pods that are less restricted than the gateways' pods. */
export const confined: Labels = { "pod-security.kubernetes.io/enforce": "restricted" };

/** Suppresses a false finding of `istioctl analyze`. The object's comment gives the reason. */
export function suppressed(code: "IST0101" | "IST0133" | "IST0134" | "IST0138"): Labels {
  return { "galley.istio.io/analyze-suppress": code };
}
