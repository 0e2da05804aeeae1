import type { ClusterEntry } from "../../../1-load/federation-file.ts";
import type { Spans } from "../../../1-load/spans.ts";
import type { Place } from "../../../findings/source.ts";
import type { Rule } from "../../rule.ts";

export const deliveryTarget: Rule = {
  code: "FED338",
  severity: "error",
  title: "repository or branch that nothing can be delivered to",
  finds: `\
"repository" has a port outside of 1 to 65535, or it is the address of an owner
or of a page on GitHub. Or "branch" begins with "refs/", or it is fedc's own
branch or one that git cannot have beside it.`,
  why: `\
fedc could not deliver the overlay, or would deliver it to the wrong branch.

fedc prepares changes on its own branch, fedc/<federation>, and overwrites that
branch. A cluster that follows it would skip every review. Git stores branches
like files: a branch "fedc", or one below fedc/<federation>, rules out that
branch. "refs/heads/main" would be a branch of that whole name beside "main".`,
  example: `\
Wrong:

  gitops: { repository: ssh://git@git.example.com:70022/x, ... }
  gitops: { repository: https://github.com/example/x/tree/main, ... }
  gitops: { ..., branch: fedc/bookinfo }
  gitops: { ..., branch: refs/heads/main }

Right:

  gitops: { repository: ssh://git@git.example.com:2222/x, branch: main, ... }`,
  check({ file, at, report }) {
    const own = `fedc/${file.metadata.name}`;
    for (const [name, { gitops }] of Object.entries(file.clusters)) {
      if (!gitops) continue;
      for (const { place, message, help } of [
        ...wrongPort(name, gitops, at),
        ...wrongPage(name, gitops, at),
        ...wrongBranch(name, gitops, own, at),
      ])
        report({ at: place, message, help });
    }
  },
};

type Delivery = NonNullable<ClusterEntry["gitops"]>;
type Wrong = readonly { readonly place: Place; readonly message: string; readonly help: string }[];

function wrongPort(name: string, gitops: Delivery, at: Spans): Wrong {
  const port = /^[a-z]+:\/\/[^/]*:([0-9]+)\//.exec(gitops.repository)?.[1];
  if (port === undefined || (Number(port) >= 1 && Number(port) <= 65535)) return [];
  const message = `the repository of \`${name}\` has the port ${port}, which no connection can have`;
  return [{ place: at.value(gitops, "repository"), message, help: "write a port from 1 to 65535, or none for the usual one" }];
}

/** The address of an owner on GitHub, or of a page about a repository, as a browser shows it. */
function wrongPage(name: string, gitops: Delivery, at: Spans): Wrong {
  const [, host, path = ""] =
    /^((?:https:\/\/|ssh:\/\/(?:[^@/]*@)?)github\.com(?::\d+)?\/|[^@/]*@github\.com:)(.*)$/.exec(gitops.repository) ?? [];
  const [owner, repository, ...others] = path.split("/");
  if (host === undefined || (repository !== undefined && others.length === 0)) return [];
  const place = at.value(gitops, "repository");
  if (repository === undefined)
    return [
      {
        place,
        message: `the repository of \`${name}\` is an owner on GitHub, not a repository`,
        help: `write its name too, such as \`${host}${owner}/${name}-gitops\``,
      },
    ];
  const message = `the repository of \`${name}\` is the address of a page, not of a repository`;
  return [{ place, message, help: `write \`${host}${owner}/${repository}\`; \`branch\` and \`path\` are fields of their own` }];
}

function wrongBranch(name: string, gitops: Delivery, own: string, at: Spans): Wrong {
  const { branch } = gitops;
  if (branch === undefined) return [];
  const reason = reasonAgainst(branch, own);
  if (reason === undefined) return [];
  const help = branch.startsWith("refs/")
    ? "write its short name, such as `main`"
    : "name the branch that the cluster follows, such as `main`";
  return [{ place: at.value(gitops, "branch"), message: `\`${name}\` cannot follow the branch \`${branch}\`: ${reason}`, help }];
}

function reasonAgainst(branch: string, own: string): string | undefined {
  if (branch.startsWith("refs/")) return "a branch is written without `refs/heads/`";
  if (branch === own || branch.startsWith(`${own}.`)) return "that is where fedc prepares what it delivers";
  return own.startsWith(`${branch}/`) || branch.startsWith(`${own}/`)
    ? `git cannot have it beside \`${own}\`, where fedc works`
    : undefined;
}
