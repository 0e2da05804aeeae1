import type { Rule } from "../../rule.ts";

export const groupNames: Rule = {
  code: "FED304",
  severity: "error",
  title: "group called like a cluster",
  finds: `A key under "groups" is also a key under "clusters".`,
  why: `\
A key of "allow" or "consume" may name a cluster or a group. With one name for
both, a grant for the cluster could be read as a grant for the whole group.`,
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
