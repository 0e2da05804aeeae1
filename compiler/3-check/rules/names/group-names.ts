import type { Rule } from "../../rule.ts";

/** A group is not called like a cluster. */
export const groupNames: Rule = {
  code: "FED304",
  severity: "error",
  title: "group called like a cluster",
  finds: `\
A key of "allow" or "consume" is the name of a cluster or of a group.`,
  why: `\
If both
existed under one name, nobody could tell which of them is meant.`,
  example: `\
Wrong:

  clusters:
    stores: { hostname: stores.example.com }
  groups:
    stores: [store-1, store-2]

Right:

  groups:
    all-stores: [store-1, store-2]`,
  check({ file, at, report }) {
    const { groups = {}, clusters } = file;
    for (const name of Object.keys(groups))
      if (Object.hasOwn(clusters, name))
        report({
          at: at.key(groups, name),
          message: `the group \`${name}\` is called like a cluster`,
          related: { at: at.key(clusters, name), message: "the cluster" },
          help: "give the group another name",
        });
  },
};
