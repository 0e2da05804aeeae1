import type { FederationFile } from "../../1-load/federation-file.ts";
import type { Spans } from "../../1-load/spans.ts";
import type { Place } from "../../findings/source.ts";
import { destinationsOf, entriesOf } from "../entries.ts";
import { nameSuggester } from "../name-suggester.ts";
import type { Rule } from "../rule.ts";

/** A cluster that is named is listed under `clusters`; a group stands only where several clusters may. */
export const unknownCluster: Rule = {
  code: "FED301",
  severity: "error",
  title: "unknown cluster",
  explain: `\
Every cluster that is named anywhere must be listed under "clusters". A name
that is listed nowhere is nearly always a misspelling, and a grant for a
misspelled name would silently be no grant at all.

A group's name may stand as a key of "allow" and of "consume", and nowhere else:
a service is exposed by one cluster, a destination is one cluster, the members
of a group are clusters.

Wrong, where the cluster is called cluster1:

  allow:
    clutser1: { methods: [GET] }

Right:

  allow:
    cluster1: { methods: [GET] }
`,
  check({ file, at, report }) {
    const clusters = Object.keys(file.clusters);
    const groups = Object.keys(file.groups ?? {});
    const isCluster = new Set(clusters);
    const isGroup = new Set(groups);
    const suggestCluster = nameSuggester(clusters, "list it under `clusters`, or name one that is listed there");
    const suggestEither = nameSuggester([...clusters, ...groups], "list it under `clusters` or `groups`, or name what is listed there");
    for (const { name, place, groupToo } of namesIn(file, at)) {
      if (isCluster.has(name) || (groupToo && isGroup.has(name))) continue;
      if (isGroup.has(name))
        report({
          at: place(),
          message: `\`${name}\` is a group, and only a cluster can stand here`,
          related: { at: at.key(file.groups ?? {}, name), message: "the group" },
          help: "name its clusters one by one",
        });
      else
        report({
          at: place(),
          message: `\`${name}\` is no cluster${groupToo ? " and no group" : ""}`,
          help: (groupToo ? suggestEither : suggestCluster)(name),
        });
    }
  },
};

interface NameUse {
  readonly name: string;
  readonly place: () => Place;
  /** Whether a group's name may stand there. */
  readonly groupToo?: boolean;
}

function namesIn(file: FederationFile, at: Spans): readonly NameUse[] {
  const { exposes, allows, consumes } = entriesOf(file);
  const lists = [...Object.values(file.groups ?? {}), ...(file.trust.pairs ?? []).map(({ between }) => between)];
  const calls = (file.assertions ?? []).flatMap(({ never, always }) => never ?? always ?? []);
  return [
    ...lists.flatMap((list) => list.map((name, i) => ({ name, place: () => at.value(list, i) }))),
    ...exposes.map(({ key, within }) => ({ name: key, place: () => at.key(within, key) })),
    ...allows.map(({ key, within }) => ({ name: key, place: () => at.key(within, key), groupToo: true })),
    ...[...new Set(consumes.map(({ within }) => within))].flatMap((within) =>
      Object.keys(within).map((key) => ({ name: key, place: () => at.key(within, key), groupToo: true })),
    ),
    ...consumes.flatMap(({ entry }) =>
      destinationsOf(entry).flatMap((destination) =>
        destination.cluster === undefined ? [] : [{ name: destination.cluster, place: () => at.value(destination, "cluster") }],
      ),
    ),
    ...calls.map((call) => ({ name: call.from, place: () => at.value(call, "from") })),
    ...calls.flatMap((call) => (call.at === undefined ? [] : [{ name: call.at, place: () => at.value(call, "at") }])),
  ];
}
