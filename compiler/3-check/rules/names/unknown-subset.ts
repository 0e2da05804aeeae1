import type { Place } from "../../../findings/source.ts";
import { didYouMean } from "../../../findings/suggest.ts";
import { destinationsOf } from "../../entries.ts";
import { error, type RuleContext } from "../../rule.ts";

export const unknownSubset = error("FED490", "unknown subset", {
  finds: `\
A destination, a weight or an "allow" names a subset that the exposing cluster
does not have under "subsets".`,
  why: `\
A subset is a name for some pods of one exposing cluster. Without its labels,
nobody can tell which pods are meant.`,
  wrong: `\
expose:
  cluster2: { …, subsets: { v1: { version: v1 }, v2: { version: v2 } } }
consume:
  cluster1:
    routes: [{ to: [{ cluster: cluster2, subset: v3 }] }]`,
  right: `    routes: [{ to: [{ cluster: cluster2, subset: v2 }] }]`,
  check(context) {
    for (const { name, place, exposer, known } of namedSubsets(context)) {
      if (known.includes(name)) continue;
      const some = known.length > 0;
      context.report({
        at: place,
        message: some ? `\`${exposer}\` has no subset \`${name}\`` : `\`${exposer}\` has no \`subsets\` here, and so no \`${name}\``,
        help: (some ? didYouMean(name, known) : undefined) ?? `add \`${name}\` with its labels under \`subsets\` of \`${exposer}\``,
      });
    }
  },
});

/** A place that names a subset, and the names that the exposer has. */
interface SubsetMention {
  readonly name: string;
  readonly place: Place;
  readonly exposer: string;
  readonly known: readonly string[];
}

function namedSubsets({ exposes, allows, consumes, at }: RuleContext): readonly SubsetMention[] {
  return [
    ...exposes.flatMap(({ key: exposer, entry: { weights = {}, subsets = {} } }) =>
      Object.keys(weights).map((name) => ({ name, place: at.key(weights, name), exposer, known: Object.keys(subsets) })),
    ),
    ...allows.flatMap(({ alternatives, expose }) =>
      alternatives.flatMap(({ subsets = [] }) =>
        subsets.map((name, index) => {
          return { name, place: at.value(subsets, index), exposer: expose.key, known: Object.keys(expose.entry.subsets ?? {}) };
        }),
      ),
    ),
    ...consumes.flatMap(({ entry, serviceEntry }) =>
      destinationsOf(entry).flatMap((destination) => {
        const { cluster, subset: name } = destination;
        const expose = cluster === undefined ? undefined : serviceEntry.expose?.[cluster];
        if (cluster === undefined || name === undefined || !expose) return [];
        return { name, place: at.value(destination, "subset"), exposer: cluster, known: Object.keys(expose.subsets ?? {}) };
      }),
    ),
  ];
}
