import type { Rule } from "../../rule.ts";

/** A managed cluster says where its overlay goes. */
export const missingGitops: Rule = {
  code: "FED324",
  severity: "error",
  title: "managed cluster without gitops",
  finds: `\
A cluster that fedc manages gets an overlay, and "gitops" names the repository
and folder for it.`,
  why: `\
For a partner that configures itself, write "managed: false"
instead. Then there is no overlay.`,
  example: `\
Wrong:

  cluster1: { hostname: c1.example.com }

Right, one of:

  cluster1:
    hostname: c1.example.com
    gitops:
      repository: https://github.com/example/cluster1-gitops
      path: federation
      delivery: pull-request

  cluster1: { hostname: c1.example.com, managed: false }`,
  check({ file, at, report }) {
    for (const [name, { managed, gitops }] of Object.entries(file.clusters))
      if (managed !== false && !gitops)
        report({
          at: at.key(file.clusters, name),
          message: `\`${name}\` is managed, but has no \`gitops\``,
          help: "add `gitops: { repository, path, delivery }`, or `managed: false` where it configures itself",
        });
  },
};
