import type { Rule } from "../../rule.ts";

export const missingGitops: Rule = {
  code: "FED324",
  severity: "error",
  title: "managed cluster without gitops",
  finds: `A cluster has neither "gitops" nor "managed: false".`,
  why: `\
fedc makes an overlay for each cluster that it manages, and "gitops" names the
repository and the folder for it. A partner with "managed: false" configures
itself and gets no overlay.`,
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
