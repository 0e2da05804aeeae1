import type { FederationFile, RootEntry } from "../1-load/federation-file.ts";
import type { Loaded } from "../1-load/load.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { resolve } from "../2-resolve/resolve.ts";
import type { Place } from "../findings/source.ts";
import { hasRenames, type Renames, renamedFile } from "./renames.ts";

/** A federation.yaml that is compared, with the places of its entries. */
export interface FileVersion {
  readonly federation: Federation;
  /** The place of a key or an item; undefined if the file does not have it. */
  readonly placeOf: (parent: object, key: string | number) => Place | undefined;
}

/** The version that is there now. */
export function presentVersion(federation: Federation, at: Spans): FileVersion {
  return { federation, placeOf: (parent, key) => written(at, parent, key) };
}

/** The version that is compared with, in the names that its clusters, services, groups and roots have now. */
export function formerVersion({ file, at, roots }: Loaded, federation: Federation, renames: Renames): FileVersion {
  if (!hasRenames(renames)) return presentVersion(federation, at);
  const renamed = renamedFile(file, renames);
  const certificates = new Map(
    [...roots].flatMap(([entry, own]) => {
      const copy = renamed.copyOf(entry);
      return copy ? [[copy as RootEntry, own] as const] : [];
    }),
  );
  return {
    federation: resolve({ file: renamed.file as FederationFile, roots: certificates }),
    placeOf: (parent, key) => {
      const original = renamed.originalOf(parent, key);
      return original && written(at, original.parent, original.key);
    },
  };
}

function written(at: Spans, parent: object, key: string | number): Place | undefined {
  if (!Object.hasOwn(parent, key)) return undefined;
  return at.key(parent, key as never);
}
