import type { Loaded } from "./load.ts";

/**
 * The same file as if fedc managed a cluster that configures itself, so that its overlay can be made and handed over. Places stay those of the
 * file. Throws if there is no such cluster.
 */
export function asHandedOver(loaded: Loaded, cluster: string): Loaded {
  const { file, written: writtenFile, at } = loaded;
  const written = file.clusters[cluster];
  if (!written) throw new Error(`there is no cluster ${cluster}`);
  const placedAs = <Copy extends object>(copy: Copy, original: object): Copy => {
    at.derive(
      copy,
      Object.keys(copy).map((name) => ({ name, of: original, key: name })),
    );
    return copy;
  };
  const { managed: _, ...entry } = written;
  const clusters = placedAs({ ...file.clusters, [cluster]: placedAs(entry, written) }, file.clusters);
  return {
    ...loaded,
    file: placedAs({ ...file, clusters }, file),
    written: placedAs({ ...writtenFile, clusters }, writtenFile),
    handedOver: cluster,
  };
}
