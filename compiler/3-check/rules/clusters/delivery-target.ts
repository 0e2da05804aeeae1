import { publicForge } from "../../../2-resolve/forge-of-repository.ts";
import { hostName, parseAddress } from "../../../2-resolve/repository-address.ts";
import type { Remark } from "../../../findings/answer.ts";
import { error } from "../../rule.ts";

export const deliveryTarget = error("FED338", "repository or branch that fedc cannot deliver to", {
  finds: `\
"repository" has a port outside of 1 to 65535, or it is the address of an owner
or of a page on a public server. Or "branch" begins with "refs/", or it is
fedc's own branch or one that git cannot have beside it.`,
  why: `\
fedc could not deliver the overlay, or would deliver it to the wrong branch.

fedc prepares changes on its own branch, fedc/<federation>, and overwrites that
branch. A cluster that follows it would skip every review. Git stores branches
like files: a branch "fedc", or one below fedc/<federation>, rules out that
branch. "refs/heads/main" would be a branch of that whole name beside "main".`,
  wrong: `\
gitops: { repository: ssh://git@git.example.com:70022/x, ... }
gitops: { repository: https://github.com/example/x/tree/main, ... }
gitops: { ..., branch: fedc/bookinfo }
gitops: { ..., branch: refs/heads/main }`,
  right: `gitops: { repository: ssh://git@git.example.com:2222/x, branch: main, ... }`,
  check({ file, at, report }) {
    const own = `fedc/${file.metadata.name}`;
    for (const [name, { gitops }] of Object.entries(file.clusters))
      if (gitops) {
        const repository = repositoryFault(gitops.repository, name);
        if (repository) report({ at: at.value(gitops, "repository"), ...repository });
        const branch = gitops.branch !== undefined && branchFault(gitops.branch, own, name);
        if (branch) report({ at: at.value(gitops, "branch"), ...branch });
      }
  },
});

function repositoryFault(repository: string, cluster: string): Remark | undefined {
  const port = /^[a-z]+:\/\/[^/]*:([0-9]+)\//.exec(repository)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535))
    return {
      message: `the repository of \`${cluster}\` has the port ${port}, which does not exist`,
      help: "write a port from 1 to 65535, or leave it out for the usual one",
    };
  const forge = publicForge(repository);
  const [, host = "", path = ""] = /^((?:https:\/\/|ssh:\/\/)[^/]*\/|[^@/]*@[^:/]*:)(.*)$/.exec(repository) ?? [];
  if (forge === undefined) return undefined;
  const [owner = "", name, ...rest] = path.split("/");
  const where = { github: "GitHub", gitlab: "GitLab", gitea: hostName(parseAddress(repository).host) }[forge];
  if (name === undefined)
    return {
      message: `the repository of \`${cluster}\` is an owner on ${where}, not a repository`,
      help: `write its name too, such as \`${host}${owner}/${cluster}-gitops\``,
    };
  // Groups of GitLab lie in groups.
  if (rest.length === 0 || forge === "gitlab") return undefined;
  return {
    message: `the repository of \`${cluster}\` is the address of a page, not of a repository`,
    help: `write \`${host}${owner}/${name}\`; \`branch\` and \`path\` are fields of their own`,
  };
}

function branchFault(branch: string, own: string, cluster: string): Remark | undefined {
  const message = `\`${cluster}\` cannot follow the branch \`${branch}\``;
  const help = "name the branch that the cluster follows, such as `main`";
  if (branch.startsWith("refs/"))
    return { message: `${message}: a branch is written without \`refs/heads/\``, help: "write its short name, such as `main`" };
  if (branch === own || branch.startsWith(`${own}.`)) return { message: `${message}: fedc prepares its changes there`, help };
  if (own.startsWith(`${branch}/`) || branch.startsWith(`${own}/`))
    return { message: `${message}: git cannot have it beside \`${own}\`, where fedc works`, help };
  return undefined;
}
