import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { FederationDocument } from "../federation/workspace.ts";

/** What a file in `changes/` changes. */
export interface Change {
  /** The federation after it; undefined if the federation stays. */
  readonly federation?: FederationDocument;
  /** By cluster: the authorities that are behind issuers of cert-manager from then on. */
  readonly issuers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By cluster: the authorities that its workloads trust from then on; istiod signs under the first. */
  readonly roots: Readonly<Record<string, readonly string[]>>;
  /** What is done by hand: a cluster, and words for kubectl. */
  readonly kubectl: readonly (readonly string[])[];
  /** Calls go on for so many seconds before anything is judged: certificates run out only after a while. */
  readonly wait: number;
}

/** Reads a change: a whole federation.yaml, or a merge patch (RFC 7396) of the one before. The other fields stand beside either. */
export function readChange(path: string, before: FederationDocument): Change {
  const {
    issuers = {},
    roots = {},
    kubectl = [],
    wait = 0,
    ...written
  } = parse(readFileSync(path, "utf8")) as Record<string, unknown> & Partial<Change>;
  const beside = { issuers, roots, kubectl, wait };
  if (Object.keys(written).length === 0) return beside;
  return { ...beside, federation: ("kind" in written ? written : merged(before, written)) as FederationDocument };
}

/** RFC 7396 */
export function merged(old: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(old) ? { ...old } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name], value);
  }
  return result;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
