import type { Spans } from "../1-load/spans.ts";
import type { Allow, Cluster, Federation } from "../2-resolve/federation.ts";
import type { Place } from "../findings/source.ts";
import { oncePer } from "./once-per.ts";

/** The grants of a cluster that let a part of a service's paths through by a prefix. */
export interface PrefixGrants {
  readonly exposer: Cluster;
  /** In the order of their names. */
  readonly services: readonly string[];
  /** The first such path, and where it stands. */
  readonly path: string;
  readonly place: Place;
}

/** What is granted by prefix in each exposing cluster; `/*` is everything and no limit. */
export const prefixGrants = oncePer(({ services }: Federation, at: Spans): readonly PrefixGrants[] => {
  const found = new Map<Cluster, { services: Set<string>; path: string; place: Place }>();
  for (const { exposures, name } of services)
    for (const { active, allows, cluster } of exposures)
      for (const allow of active ? allows : []) {
        const first = firstPrefix(allow, at);
        if (!first) continue;
        const known = found.get(cluster) ?? { services: new Set<string>(), ...first };
        if (first.place.start < known.place.start) Object.assign(known, first);
        known.services.add(name);
        found.set(cluster, known);
      }
  return [...found].map(([exposer, { services, ...first }]) => ({ exposer, services: [...services], ...first }));
});

function firstPrefix({ alternatives, exposure }: Allow, at: Spans): { path: string; place: Place } | undefined {
  const { protocol } = exposure.service;
  if (protocol !== "http" && protocol !== "http2") return undefined;
  for (const { paths = [] } of alternatives) {
    const index = paths.findIndex((path) => path.endsWith("/*") && path !== "/*");
    const path = paths[index];
    if (path !== undefined && !paths.includes("/*")) return { path, place: at.key(paths, index) };
  }
  return undefined;
}
