import type { ClusterEntry } from "../../../1-load/federation-file.ts";
import type { Spans } from "../../../1-load/spans.ts";
import type { Place } from "../../../findings/source.ts";
import type { Rule } from "../../rule.ts";

/** An overlay can be delivered to the repository and branch that are named. */
export const deliveryTarget: Rule = {
  code: "FED338",
  severity: "error",
  title: "repository or branch that nothing can be delivered to",
  finds: `\
"branch" is the branch that a cluster follows, by its short name.`,
  why: `\
fedc works on
a branch of its own, fedc/<federation>, and brings it up to date without looking
back; a cluster that followed it would skip every review. git keeps branches
like files, so while there is one called "fedc", or one below fedc's own, there
can be no fedc/<federation>.

"refs/heads/main" would be a branch of that whole name, beside "main".

A port lies between 1 and 65535.`,
  example: `\
Wrong:

  gitops: { repository: ssh://git@git.example.com:70022/x, ... }
  gitops: { ..., branch: fedc/bookinfo }
  gitops: { ..., branch: refs/heads/main }

Right:

  gitops: { repository: ssh://git@git.example.com:2222/x, branch: main, ... }`,
  check({ file, at, report }) {
    const own = `fedc/${file.metadata.name}`;
    for (const [name, { gitops }] of Object.entries(file.clusters)) {
      if (!gitops) continue;
      for (const { place, message, help } of [...wrongPort(name, gitops, at), ...wrongBranch(name, gitops, own, at)])
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
