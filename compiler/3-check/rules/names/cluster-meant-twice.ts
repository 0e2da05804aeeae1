import { grouped } from "../../../2-resolve/grouped.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { clustersNamed } from "../../entries.ts";
import { repeatsBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const clusterMeantTwice = error("FED306", "cluster named twice", {
  finds: `\
The keys of an "expose", "allow" or "consume" include one cluster more than
once: by its own name and as a member of a group, or as a member of two groups.`,
  why: `\
The cluster would have two entries that may say different things, and nothing
says which of them applies.`,
  wrongLead: `Wrong, where store-1 is a member of stores:`,
  wrong: `\
allow:
  stores: { methods: [GET] }
  store-1: { methods: [GET, POST] }`,
  rightLead: `Right: a group that leaves it out.`,
  right: `\
groups:
  other-stores: [store-2, store-3]

allow:
  other-stores: { methods: [GET] }
  store-1: { methods: [GET, POST] }`,
  check({ file, written, at, report }) {
    const mappings = Object.values(written.services).flatMap(
      ({ expose = {}, consume = {} }): readonly Readonly<Record<string, unknown>>[] => [
        expose,
        ...Object.values(expose).map(({ allow }) => allow ?? {}),
        consume,
      ],
    );
    for (const within of mappings) {
      const keys = Object.keys(within);
      if (!keys.some((key) => Object.hasOwn(file.groups ?? {}, key))) continue;
      const named = keys.flatMap((key) =>
        [...new Set(clustersNamed(key, file))].filter((name) => Object.hasOwn(file.clusters, name)).map((name) => ({ name, key })),
      );
      for (const [key, doubled] of grouped(
        repeatsBy(named, ({ name }) => name),
        ({ repeat }) => repeat.key,
      )) {
        const [other] = doubled.map(({ first }) => first);
        if (!other) continue;
        report({
          at: at.key(within, key),
          message: `${quoted(doubled.map(({ first }) => first.name))} ${doubled.length === 1 ? "is" : "are"} named twice: by \`${key}\` and by \`${other.key}\``,
          related: {
            at: at.key(within, other.key),
            message: other.key === other.name ? "the cluster itself" : `\`${other.name}\` is a member of it`,
          },
          help: "name each cluster once: by its own name, or by one group",
        });
      }
    }
  },
});
