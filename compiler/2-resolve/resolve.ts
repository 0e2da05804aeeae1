import type { FederationFile, TrustEntry } from "../1-load/federation-file.ts";
import type { Loaded } from "../1-load/load.ts";
import { membersOf } from "../1-load/spelled-out/groups.ts";
import { resolveAssertions } from "./assertion.ts";
import { resolveCluster } from "./cluster.ts";
import type { Federation } from "./federation.ts";
import { sorted, sortedEntries } from "./names.ts";
import { resolveService } from "./service.ts";

/** Links names and fills in built-in defaults. Reports nothing: broken references are left out, and rules report them. */
export function resolve({ file, roots }: Pick<Loaded, "file" | "roots">): Federation {
  const leaving = leavingByEgress(file);
  const clusters = new Map(sortedEntries(file.clusters).map(({ key, value }) => [key, resolveCluster(key, value, leaving.has(key))]));
  const modeOf = modesOfPairs(file.trust);
  const members = (key: string) => sorted(membersOf(key, file)).flatMap((name) => clusters.get(name) ?? []);
  const services = sortedEntries(file.services).map(({ key, value }) => resolveService(key, value, { clusters, members, modeOf }));
  return {
    name: file.metadata.name,
    clusters,
    roots: new Map(
      sortedEntries(file.trust.roots).map(({ key: name, value: entries }) => {
        const items = entries.map((written) => ({
          state: written.state ?? ("active" as const),
          certificates: roots.get(written) ?? [],
          written,
        }));
        return [name, { name, items }];
      }),
    ),
    services: services.map(({ service }) => service),
    grants: services.flatMap(({ grants }) => grants),
    assertions: resolveAssertions(file),
    modeOf,
    written: file,
  };
}

/** The clusters with a `consume` entry whose calls leave by an egress gateway. */
function leavingByEgress(file: FederationFile): ReadonlySet<string> {
  const leaving = Object.values(file.services).flatMap(({ consume = {} }) =>
    Object.entries(consume).flatMap(([key, entry]) => ([entry].flat().some(({ via }) => via !== "direct") ? membersOf(key, file) : [])),
  );
  return new Set(leaving);
}

/** The mode of each pair of clusters: its own, or else that of the federation. The first entry of a pair counts. */
function modesOfPairs({ pairs = [], mode = "gateways" }: TrustEntry): Federation["modeOf"] {
  const modes = new Map(
    pairs.flatMap(({ between, mode }) => between.flatMap((a) => between.map((b) => [`${a} ${b}`, mode] as const))).reverse(),
  );
  return modes.size === 0 ? () => mode : (a, b) => modes.get(`${a.name} ${b.name}`) ?? mode;
}
