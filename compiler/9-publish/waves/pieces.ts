import { readManifests } from "../../1-load/read-manifests.ts";
import type { FederationObject } from "../../4-plan/objects.ts";
import { GENERATED } from "../../7-write/layout.ts";

/** One manifest of an overlay: its text with the line `---` before it, and the object in it. */
export interface Piece {
  /** `generated/trust.yaml` */
  readonly file: string;
  readonly text: string;
  readonly object: FederationObject;
}

export const listing = `${GENERATED}/kustomization.yaml`;
export const readme = `${GENERATED}/README.md`;

/** The manifests of an overlay's files, by kind and name. What somebody made unreadable is as good as not there: no cluster can sync it. */
export function piecesOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, Piece> {
  const pieces = new Map<string, Piece>();
  for (const [file, text] of files) {
    if (file === listing || !file.endsWith(".yaml")) continue;
    for (const part of text.split(/^(?=---\n)/m)) {
      if (!part.startsWith("---\n")) continue;
      const { manifests, problem } = readManifests(part);
      const [data] = manifests;
      if (problem !== undefined || manifests.length !== 1 || data === undefined) continue;
      // It was fedc that wrote it: the lock has its hash.
      const object = JSON.parse(JSON.stringify(data)) as FederationObject;
      pieces.set(keyOf(object), { file, text: part, object });
    }
  }
  return pieces;
}

/** What no two objects of a cluster share. */
export function keyOf({ kind, metadata }: FederationObject): string {
  return `${kind} ${metadata.namespace ?? ""} ${metadata.name}`;
}

/** The lines above an object. */
export function commentOf({ text }: Piece): readonly string[] {
  const lines = text.split("\n").slice(1);
  const end = lines.findIndex((line) => !line.startsWith("# "));
  return lines.slice(0, Math.max(end, 0)).map((line) => line.slice(2));
}
