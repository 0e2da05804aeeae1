import type { DestinationEntry } from "../../../1-load/federation-file.ts";
import { labelsText } from "../../../1-load/labels-text.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

/** A route, or a failover, names each destination once. */
export const repeatedDestination: Rule = {
  code: "FED374",
  severity: "error",
  title: "destination named twice",
  finds: `\
Two shares for one destination are one share that nobody can read off the file;
a second place in a failover is never reached.`,
  why: `\
Often one of the two was meant to
be another cluster.`,
  example: `\
Wrong:

  to:
    - { cluster: cluster2, weight: 50 }
    - { cluster: cluster2, weight: 50 }

Right:

  to:
    - { cluster: cluster2, weight: 50 }
    - { cluster: cluster3, weight: 50 }

Subsets of the local Service are different destinations as long as their labels
are different.`,
  check({ file, at, report }) {
    for (const { entry } of entriesOf(file).consumes)
      for (const list of [...(entry.routes ?? []).map(({ to }) => to), entry.failover ?? []]) {
        const seen = new Map<string, number>();
        for (const [index, destination] of list.entries()) {
          const key = keyOf(destination);
          const first = seen.get(key);
          if (first === undefined) seen.set(key, index);
          else
            report({
              at: at.key(list, index),
              message: `${nameOf(destination)} is named twice here`,
              related: { at: at.key(list, first), message: "named first here" },
              help: "name it once, or name the other destination that was meant",
            });
        }
      }
  },
};

function keyOf({ cluster, local }: DestinationEntry): string {
  return local ? `local ${labelsText(local.subset ?? {})}` : `cluster ${cluster}`;
}

function nameOf({ cluster, local }: DestinationEntry): string {
  if (!local) return `\`${cluster}\``;
  return local.subset ? `the local subset \`${labelsText(local.subset)}\`` : "the local Service";
}
