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
Subsets of the local Service are different destinations as long as their labels
are different.`,
  check({ consumes, at, report }) {
    const lists = consumes.flatMap(({ entry }) => [...(entry.routes ?? []).map(({ to }) => to), entry.failover ?? []]);
    for (const list of lists.filter(({ length }) => length > 1))
      for (const { first, repeat } of repeatsBy([...list.entries()], ([, destination]) => nameOf(destination)))
        report({
          at: at.key(list, repeat[0]),
          message: `${nameOf(repeat[1])} is named twice here`,
          related: { at: at.key(list, first[0]), message: "named first here" },
          help: "name it once, or name the other destination that was meant",
        });
  },
});

function nameOf({ cluster, local }: DestinationEntry): string {
  if (!local) return `\`${cluster}\``;
  return local.subset ? `the local subset \`${labelsText(local.subset)}\`` : "the local Service";
}
