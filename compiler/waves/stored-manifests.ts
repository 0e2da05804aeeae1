import { readManifests } from "../1-load/yaml/read-manifests.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { GENERATED } from "../7-write/layout.ts";
import { getOrMake } from "../istio/objects/indexed.ts";

/** One manifest of an overlay: its text, which begins with the line `---`, and the object in it. */
export interface StoredManifest {
  /** `generated/trust.yaml` */
  readonly file: string;
  readonly text: string;
  readonly object: FederationObject;
}

export const listing = `${GENERATED}/kustomization.yaml`;
export const readme = `${GENERATED}/README.md`;

/** What was read: manifests by file and text, and objects by the texts of manifests. A text that many overlays share is read and kept once. */
export class KnownTexts {
  readonly #files = new Map<string, Map<string, readonly StoredManifest[]>>();
  readonly #objects = new Map<string, FederationObject | undefined>();

  manifestsIn(file: string, text: string): readonly StoredManifest[] {
    const known = getOrMake(this.#files, file, () => new Map<string, readonly StoredManifest[]>());
    return getOrMake(known, text, () =>
      text.split(/^(?=---\n)/m).flatMap((part) => {
        const object = part.startsWith("---\n") ? getOrMake(this.#objects, part, () => objectIn(part)) : undefined;
        return object ? [{ file, text: part, object }] : [];
      }),
    );
  }
}

/** The manifests of an overlay's files, by kind and name. An unreadable manifest counts as missing, because no cluster can sync it. */
export function storedManifestsOf(files: ReadonlyMap<string, string>, known: KnownTexts): ReadonlyMap<string, StoredManifest> {
  const manifests = new Map<string, StoredManifest>();
  for (const [file, text] of files) {
    if (file === listing || !file.endsWith(".yaml")) continue;
    for (const manifest of known.manifestsIn(file, text)) manifests.set(keyOf(manifest.object), manifest);
  }
  return manifests;
}

function objectIn(text: string): FederationObject | undefined {
  const { manifests, problem } = readManifests(text);
  const [data] = manifests;
  if (problem !== undefined || manifests.length !== 1 || data === undefined) return undefined;
  // fedc wrote this text, since the inventory has its hash.
  return JSON.parse(JSON.stringify(data)) as FederationObject;
}

/** Unique among the objects of a cluster. */
function keyOf({ kind, metadata }: FederationObject): string {
  return `${kind} ${metadata.namespace ?? ""} ${metadata.name}`;
}

/** The parts of an overlay that come and go in different waves. */
export type Layer = "trust" | "gateways" | "exposing" | "routes" | "names";

/** The layer of an object. Each file is about one layer, except for the files of gateways and of local names. */
export function layerOf({ file, object }: StoredManifest): Layer {
  const { kind, metadata } = object;
  const name = file.slice(GENERATED.length + 1);
  if (name === "trust.yaml") return "trust";
  if (name === "gateways.yaml")
    return metadata.name === "federation-egress" && (kind === "Gateway" || kind === "DestinationRule") ? "routes" : "gateways";
  // Subsets of the local Service must be there before a route names them, and until no route does.
  if (name.startsWith("as-")) return kind === "DestinationRule" && !object.spec.trafficPolicy ? "routes" : "names";
  return /^(exposer|failover)-/.test(name) ? "routes" : "exposing";
}

/** The comment above an object, line by line. */
export function commentOf({ text }: StoredManifest): readonly string[] {
  const lines = text.split("\n").slice(1);
  const end = lines.findIndex((line) => !line.startsWith("# "));
  return lines.slice(0, Math.max(end, 0)).map((line) => line.slice(2));
}
