import { readManifests } from "../1-load/yaml/read-manifests.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { GENERATED } from "../7-write/layout.ts";

/** One manifest of an overlay: its text with the line `---` before it, and the object in it. */
export interface StoredManifest {
  /** `generated/trust.yaml` */
  readonly file: string;
  readonly text: string;
  readonly object: FederationObject;
}

export const listing = `${GENERATED}/kustomization.yaml`;
export const readme = `${GENERATED}/README.md`;

/** Objects by the texts that say them, so that what many overlays have alike is read once. */
export type KnownTexts = Map<string, FederationObject | undefined>;

/** The manifests of an overlay's files, by kind and name. What somebody made unreadable is as good as not there: no cluster can sync it. */
export function storedManifestsOf(files: ReadonlyMap<string, string>, known: KnownTexts): ReadonlyMap<string, StoredManifest> {
  const manifests = new Map<string, StoredManifest>();
  for (const [file, text] of files) {
    if (file === listing || !file.endsWith(".yaml")) continue;
    for (const part of text.split(/^(?=---\n)/m)) {
      if (!part.startsWith("---\n")) continue;
      if (!known.has(part)) known.set(part, objectIn(part));
      const object = known.get(part);
      if (object) manifests.set(keyOf(object), { file, text: part, object });
    }
  }
  return manifests;
}

function objectIn(text: string): FederationObject | undefined {
  const { manifests, problem } = readManifests(text);
  const [data] = manifests;
  if (problem !== undefined || manifests.length !== 1 || data === undefined) return undefined;
  // It was fedc that wrote it: the inventory has its hash.
  return JSON.parse(JSON.stringify(data)) as FederationObject;
}

/** What no two objects of a cluster share. */
function keyOf({ kind, metadata }: FederationObject): string {
  return `${kind} ${metadata.namespace ?? ""} ${metadata.name}`;
}

/** The lines above an object. */
export function commentOf({ text }: StoredManifest): readonly string[] {
  const lines = text.split("\n").slice(1);
  const end = lines.findIndex((line) => !line.startsWith("# "));
  return lines.slice(0, Math.max(end, 0)).map((line) => line.slice(2));
}
