import type { Octokit } from "@octokit/rest";
import type { Forge, PullRequest } from "../forge.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { everyPage } from "../pages.ts";
import { pullRequests } from "../pull-requests.ts";
import { hasName } from "../update-pull-request.ts";
import { client } from "./client.ts";
import { gitHubProfile, placeOf } from "./profile.ts";
import { type PullRequestData, pullRequestIn, pullRequestOf } from "./pull-request-data.ts";

/** The pull requests of one repository at GitHub or GitHub Enterprise. */
export function gitHub(access: ForgeAccess): Forge {
  const { rest } = client(access);
  const place = placeOf(access);
  const { owner } = place;
  const pull = ({ number }: PullRequest) => ({ ...place, pull_number: number });
  const issue = ({ number }: PullRequest) => ({ ...place, issue_number: number });
  return pullRequests({
    access,
    list: (head, base) => listPullRequests(rest, place, head, base),
    create: async (desired) => pullRequestOf((await rest.pulls.create({ ...place, ...desired })).data, owner),
    change: async (found, parts) => pullRequestOf((await rest.pulls.update({ ...pull(found), ...parts })).data, owner),
    async label(found, labels) {
      await rest.issues.addLabels({ ...issue(found), labels: [...labels] });
    },
    async askForReviews(found, names) {
      const users = names.filter((name) => !isTeam(name));
      const teams = names.filter(isTeam).map((name) => name.slice(name.indexOf("/") + 1));
      await rest.pulls.requestReviewers({
        ...pull(found),
        ...(users.length > 0 && { reviewers: users }),
        ...(teams.length > 0 && { team_reviewers: teams }),
      });
      return [];
    },
    // GitHub does not tell for which team a member has reviewed, and drops the request to a team after the first review of a member. So with
    // any review, every team counts as done.
    async withoutReview(found, names) {
      const reviews = await everyPage(gitHubProfile, (page) => rest.pulls.listReviews({ ...pull(found), ...page }));
      const reviewed = reviews.flatMap(({ user }) => (user ? [user.login] : []));
      return names.filter((name) => !(isTeam(name) ? reviewed.length > 0 : hasName(reviewed, name)));
    },
    comments: async (found) =>
      (await everyPage(gitHubProfile, (page) => rest.issues.listComments({ ...issue(found), ...page }))).map(({ body }) => body ?? ""),
    async comment(found, body) {
      await rest.issues.createComment({ ...issue(found), body });
    },
    async shut(found) {
      await rest.pulls.update({ ...pull(found), state: "closed" });
    },
  });
}

/** GitHub searches heads by owner. The owner may have forks of the repository, so this leaves out branches of forks. */
async function listPullRequests(
  rest: Octokit["rest"],
  place: ReturnType<typeof placeOf>,
  head: string,
  base: string,
): Promise<readonly PullRequest[]> {
  const query = { ...place, state: "all", head: `${place.owner}:${head}`, base, sort: "created", direction: "desc" } as const;
  const name = `${place.owner}/${place.repo}`.toLowerCase();
  // `repo` is null if the fork was deleted.
  const isOurs = (candidate: PullRequestData) =>
    pullRequestIn(candidate).head.ref === head && candidate.base.ref === base && candidate.head.repo?.full_name.toLowerCase() === name;
  const candidates: readonly PullRequestData[] = await everyPage(
    gitHubProfile,
    (page) => rest.pulls.list({ ...query, ...page }),
    (entries) => entries.some((candidate) => isOurs(candidate) && candidate.state === "open"),
  );
  return candidates.filter(isOurs).map((candidate) => pullRequestOf(candidate, place.owner));
}

function isTeam(name: string): boolean {
  return name.includes("/");
}
