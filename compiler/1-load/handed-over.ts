import type { Loaded } from "./load.ts";

/**
 * The same file as if fedc managed a cluster that configures itself, so that its overlay can be made and handed over. Places stay those of the
 * file. Throws if there is no such cluster.
 */
export function asHandedOver({ file, at, roots }: Loaded, cluster: string): Loaded {
  const written = file.clusters[cluster];
  if (!written) throw new Error(`there is no cluster ${cluster}`);
  const { managed: _, ...entry } = written;
  const clusters = at.adopt({ ...file.clusters, [cluster]: at.adopt(entry, written) }, file.clusters);
  return { file: at.adopt({ ...file, clusters }, file), at, roots, handedOver: cluster };
}
