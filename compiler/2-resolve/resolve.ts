import type { FederationFile } from "../1-load/federation-file.ts";
import type { Loaded } from "../1-load/load.ts";
import { resolveCluster } from "./cluster.ts";
import type { Cluster, Federation, Root } from "./federation.ts";
import { sorted } from "./names.ts";
import { resolveService } from "./service.ts";

/** Links names and fills in defaults. Reports nothing: broken references are left out, and rules report them. */
export function resolve(loaded: Loaded): Federation {
  const { file } = loaded;
  const clusters = new Map(sorted(Object.keys(file.clusters)).map((name) => [name, resolveCluster(name, file.clusters[name] as never)]));
  const modeOf: Federation["modeOf"] = (a, b) => {
    const pair = file.trust.pairs?.find(({ between }) => between.includes(a.name) && between.includes(b.name));
    return pair?.mode ?? file.trust.mode ?? "gateways";
  };
  const services = sorted(Object.keys(file.services)).map((name) => {
    const written = file.services[name] as FederationFile["services"][string];
    return resolveService(name, written, { clusters, members: (key) => members(key, file, clusters), modeOf });
  });
  return {
    name: file.metadata.name,
    clusters,
    roots: resolveRoots(loaded),
    services: services.map(({ service }) => service),
    grants: services.flatMap(({ grants }) => grants),
    modeOf,
    written: file,
  };
}

/** The clusters that a key of `allow` or `consume` stands for: one cluster, or those of a group. */
function members(key: string, file: FederationFile, clusters: ReadonlyMap<string, Cluster>): readonly Cluster[] {
  const names = file.clusters[key] ? [key] : (file.groups?.[key] ?? []);
  return sorted(names).flatMap((name) => clusters.get(name) ?? []);
}

function resolveRoots({ file, roots }: Loaded): ReadonlyMap<string, Root> {
  return new Map(
    sorted(Object.keys(file.trust.roots)).map((name) => {
      const items = (file.trust.roots[name] ?? []).map((written) => ({
        state: written.state ?? ("active" as const),
        certificates: roots.get(written) ?? [],
        written,
      }));
      return [name, { name, items }];
    }),
  );
}
