import type { Loaded } from "../1-load/load.ts";
import { resolveAssertions } from "./assertion.ts";
import { resolveCluster } from "./cluster.ts";
import type { Federation } from "./federation.ts";
import { sorted, sortedEntries } from "./names.ts";
import { resolveService } from "./service.ts";

/** Links names and fills in defaults. Reports nothing: broken references are left out, and rules report them. */
export function resolve({ file, roots }: Loaded): Federation {
  const clusters = new Map(sortedEntries(file.clusters).map(({ key, value }) => [key, resolveCluster(key, value)]));
  const modeOf: Federation["modeOf"] = (a, b) => {
    const pair = file.trust.pairs?.find(({ between }) => between.includes(a.name) && between.includes(b.name));
    return pair?.mode ?? file.trust.mode ?? "gateways";
  };
  const members = (key: string) =>
    sorted(file.clusters[key] ? [key] : (file.groups?.[key] ?? [])).flatMap((name) => clusters.get(name) ?? []);
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
