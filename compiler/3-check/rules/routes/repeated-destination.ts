import type { DestinationEntry } from "../../../1-load/federation-file.ts";
import { labelsText } from "../../../1-load/labels-text.ts";
import { repeatsBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const repeatedDestination = error("FED374", "destination named twice", {
  finds: `A route or a failover has the same destination in two places.`,
  why: `\
Two shares of one destination are one share, which readers cannot see in the
file. A second place in a failover is never reached. Often one of the two was
meant to be another cluster.`,
  wrong: `\
to:
  - { cluster: cluster2, weight: 50 }
  - { cluster: cluster2, weight: 50 }`,
  right: `\
to:
  - { cluster: cluster2, weight: 50 }
  - { cluster: cluster3, weight: 50 }`,
  remark: `\
In a route, subsets of a cluster are different destinations, and so are subsets
of the local Service with different labels. A failover chooses by address, so it
names each cluster once.`,
  check({ consumes, at, report }) {
    const lists = consumes.flatMap(({ entry: { routes = [], failover = [] } }) => [
      ...routes.map(({ to }) => ({ list: to, keyOf: nameOf })),
      // All subsets of a cluster are reached by the same address.
      { list: failover, keyOf: ({ subset: _, ...destination }: DestinationEntry) => nameOf(destination) },
    ]);
    for (const { list, keyOf } of lists.filter(({ list: { length } }) => length > 1))
      for (const { first, repeat } of repeatsBy([...list.entries()], ([, destination]) => keyOf(destination)))
        report({
          at: at.key(list, repeat[0]),
          message: `${keyOf(repeat[1])} is named twice here`,
          related: { at: at.key(list, first[0]), message: "named first here" },
          help: "name it once, or name the other destination that was meant",
        });
  },
});

function nameOf({ cluster, subset, local }: Pick<DestinationEntry, "cluster" | "subset" | "local">): string {
  if (!local) return subset === undefined ? `\`${cluster}\`` : `the subset \`${subset}\` of \`${cluster}\``;
  return local.subset ? `the local subset \`${labelsText(local.subset)}\`` : "the local Service";
}
