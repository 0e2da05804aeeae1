import { type ForgeName, forgeOf, publicForge, writtenForge } from "../../../2-resolve/forge-of-repository.ts";
import { hostName, parseAddress } from "../../../2-resolve/repository-address.ts";
import { repositoryIdentity } from "../../../2-resolve/repository-identity.ts";
import { firstBy } from "../../repeats.ts";
import { error, warning } from "../../rule.ts";

const names: Readonly<Record<ForgeName, string>> = { github: "GitHub", gitlab: "GitLab", gitea: "Gitea or Forgejo" };

export const contradictoryForge = error("FED418", "forge that the repository is not at", {
  finds: `\
"forge" names another kind of server than the one that the repository's address
names, or than another cluster names for the same repository.`,
  why: `\
fedc opens pull requests by the API of that kind of server. A server of another
kind does not have this API, and would be sent a token by mistake.

github.com, gitlab.com, gitea.com and codeberg.org are known by their names, and
need no "forge".`,
  wrong: `gitops: { repository: https://gitlab.com/example/x, forge: github, ... }`,
  right: `gitops: { repository: https://gitlab.com/example/x, ... }`,
  check({ file, at, report }) {
    const written = Object.entries(file.clusters).flatMap(([name, { gitops }]) => {
      const forge = gitops && writtenForge(gitops);
      return forge ? [{ name, gitops, forge, identity: repositoryIdentity(gitops.repository) }] : [];
    });
    const firsts = firstBy(written, ({ identity }) => identity);
    for (const { name, gitops, forge, identity } of written) {
      const known = publicForge(gitops.repository);
      const first = firsts.get(identity);
      if (known !== undefined && known !== forge)
        report({
          at: at.value(gitops, "forge"),
          message: `the repository of \`${name}\` is at ${names[known]}, not at ${names[forge]}`,
          related: { at: at.value(gitops, "repository"), message: "the repository" },
          help: "remove `forge`: the address tells it",
        });
      else if (first && first.forge !== forge)
        report({
          at: at.value(gitops, "forge"),
          message: `\`${first.name}\` and \`${name}\` name two kinds of servers for one repository`,
          related: { at: at.value(first.gitops, "forge"), message: `the forge of \`${first.name}\`` },
          help: "write the same `forge` for both",
        });
    }
  },
});

export const unknownForge = warning("FED434", "pull requests on a server of an unknown kind", {
  finds: `\
A managed cluster has "delivery: pull-request" or "synced", and neither the
address of its repository nor "forge" tells what kind of server it is at.`,
  why: `\
fedc opens pull requests and reads statuses by the API of GitHub, GitLab, or
Gitea and Forgejo. It knows the public servers, and servers whose names begin
with github., gitlab., gitea. or forgejo. It does not try the API of one on a
server that may be another: "fedc publish" then needs a variable that names the
API, such as GITHUB_API_URL in a workflow, and fails without it.`,
  wrongLead: `Not known:`,
  wrong: `\
gitops:
  repository: https://git.example.com/mesh/x
  delivery: pull-request
  ...`,
  right: `\
gitops:
  repository: https://git.example.com/mesh/x
  forge: gitlab            # or github, gitea, forgejo
  delivery: pull-request
  ...`,
  check({ file, at, report }) {
    for (const [name, { gitops, managed }] of Object.entries(file.clusters)) {
      if (!gitops || managed === false || gitops.delivery === "directory" || forgeOf(gitops) !== undefined) continue;
      const proposes = gitops.delivery === "pull-request";
      if (!proposes && !gitops.synced) continue;
      const host = hostName(parseAddress(gitops.repository).host);
      report({
        at: at.value(gitops, "repository"),
        message: `fedc does not know what kind of server \`${host}\` is, so it may not be able to ${proposes ? "open the pull request" : "read the statuses"} of \`${name}\``,
        related: { at: at.value(gitops, "delivery"), message: "the delivery" },
        help: proposes
          ? "write `forge: github`, `gitlab`, `gitea` or `forgejo`, or `delivery: commit` for any other server"
          : "write `forge: github`, `gitlab`, `gitea` or `forgejo`, or remove `synced` for any other server",
      });
    }
  },
});
