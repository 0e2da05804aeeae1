import type { Labels } from "../1-load/federation-file.ts";
import type { Metadata } from "./api-object.ts";
import type { FederationObject } from "./objects.ts";

/** An object, and why it is there: comment lines above it. */
export interface Manifest {
  readonly comment: readonly string[];
  readonly object: FederationObject;
}

export interface PlannedFile {
  /** Below `generated/`. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

/** Puts a comment above an object. */
export function manifest(object: FederationObject, ...comment: readonly string[]): Manifest {
  return { comment, object };
}

/** Metadata with fedc's labels; `service` where the object is about a single one. */
export function metadata(
  about: { readonly federation: string; readonly namespace?: string; readonly service?: string | undefined },
  name: string,
  annotations: Labels = {},
): Metadata {
  return {
    name,
    ...(about.namespace !== undefined && { namespace: about.namespace }),
    labels: {
      "app.kubernetes.io/managed-by": "fedc",
      "fedc.dev/federation": about.federation,
      ...(about.service !== undefined && { "fedc.dev/service": about.service }),
    },
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

/**
 * Argo CD applies it before everything else and prunes it after: denials are there as long as what they deny is possible. Flux
 * applies all at once.
 */
export const syncedFirst: Labels = { "argocd.argoproj.io/sync-wave": "-1" };

/** The API server lets in no pod that is less confined than the gateways' are. */
export const confined: Labels = { "pod-security.kubernetes.io/enforce": "restricted" };

/** Tells `istioctl analyze` that one of its findings is mistaken here; the object's comment says why. */
export function suppressed(code: "IST0101" | "IST0133" | "IST0134" | "IST0138"): Labels {
  return { "galley.istio.io/analyze-suppress": code };
}
