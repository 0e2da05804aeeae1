import { repositoryIdentity } from "../../../2-resolve/repository-identity.ts";
import type { Rule } from "../../rule.ts";

/** No two clusters have one repository and path. */
export const sharedDeliveryPath: Rule = {
  code: "FED326",
  severity: "error",
  title: "two clusters with one repository and path",
  finds: `\
The folder that "gitops" names belongs to one cluster: fedc removes from it the
files that it no longer emits.`,
  why: `\
Two overlays in one folder would take turns
removing each other. Different branches do not help, since fedc has one branch
of its own per repository. Nor does a folder inside the part of another overlay
that fedc owns. fedc recognises a repository by host and path: https or ssh,
with ".git" or without, in capital or small letters.`,
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
