import { repositoryIdentity } from "../../../2-resolve/repository-identity.ts";
import type { Rule } from "../../rule.ts";

export const sharedDeliveryPath: Rule = {
  code: "FED326",
  severity: "error",
  title: "two clusters with one repository and path",
  finds: `\
The "gitops" of two clusters name the same repository and path, or one path lies
in the folder "generated" of the other. The branch makes no difference.`,
  why: `\
The folder belongs to one cluster: fedc removes all files from it that it no
longer emits. Two overlays in one folder would remove each other in turns.
Different branches do not help, since fedc has one branch per repository.

fedc recognises a repository by host and path: with https or ssh, with ".git" or
without, in capital or small letters.`,
  example: `\
Wrong:

  cluster1:
    gitops: { repository: https://github.com/example/fleet, path: mesh, ... }
  cluster2:
    gitops: { repository: git@github.com:example/fleet.git, path: mesh, ... }

Right:

  cluster1:
    gitops: { ..., path: cluster1/mesh }
  cluster2:
    gitops: { ..., path: cluster2/mesh }`,
  check({ file, at, report }) {
    const owners = new Map<string, string>();
    const folders = Object.entries(file.clusters).flatMap(([name, { gitops }]) => {
      if (!gitops) return [];
      // Some file systems do not tell letters' case apart.
      const folder = `${repositoryIdentity(gitops.repository)} ${gitops.path.toLowerCase()}`;
      if (!owners.has(folder)) owners.set(folder, name);
      return { name, gitops, folder };
    });
    for (const { name, gitops, folder } of folders) {
      const first = owners.get(folder);
      const above = owners.get(folder.replace(/\/generated(?:\/.*)?$/, ""));
      const owner = first === name ? above : first;
      const other = owner === undefined || owner === name ? undefined : file.clusters[owner]?.gitops;
      if (!other) continue;
      report({
        at: at.value(gitops, "path"),
        message:
          first === name
            ? `the folder of \`${name}\` lies in what fedc owns of \`${owner}\``
            : `\`${name}\` and \`${owner}\` have one repository and path`,
        related: { at: at.value(other, "path"), message: `that of \`${owner}\`` },
        help: "give each cluster a folder of its own",
      });
    }
  },
};
