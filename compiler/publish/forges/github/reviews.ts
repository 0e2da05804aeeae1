import type { Octokit } from "@octokit/rest";
import { everyPage } from "./every-page.ts";
import { GitHubFailure } from "./github-failure.ts";

type Place = { readonly owner: string; readonly repo: string; readonly pull_number: number };

/**
 * The names without a review. GitHub does not tell for which team a member has reviewed, and drops the request to a team after the first
 * review of a member. So with any review, every team counts as done.
 */
export async function withoutReview(octokit: Octokit, place: Place, names: readonly string[]): Promise<readonly string[]> {
  const reviews = await everyPage((page) => octokit.rest.pulls.listReviews({ ...place, ...page }));
  const reviewed = reviews.flatMap(({ user }) => (user ? [user.login] : []));
  return names.filter((name) => !(isTeam(name) ? reviewed.length > 0 : holds(reviewed, name)));
}

/** Asks for reviews, and returns the names that GitHub refuses. It refuses all names if it refuses one, so then each is asked alone. */
export async function askForReviews(octokit: Octokit, place: Place, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  try {
    const users = names.filter((name) => !isTeam(name));
    const teams = names.filter(isTeam).map((name) => name.slice(name.indexOf("/") + 1));
    await octokit.rest.pulls.requestReviewers({
      ...place,
      ...(users.length > 0 && { reviewers: users }),
      ...(teams.length > 0 && { team_reviewers: teams }),
    });
    return [];
  } catch (error) {
    if (!(error instanceof GitHubFailure && error.problem === "refused")) throw error;
    if (names.length === 1) return names;
    const refused: string[] = [];
    for (const name of names) refused.push(...(await askForReviews(octokit, place, [name])));
    return refused;
  }
}

function isTeam(name: string): boolean {
  return name.includes("/");
}

/** Whether a name is in a list. Names of users, teams and labels at GitHub are case-insensitive. */
export function holds(names: readonly string[], name: string): boolean {
  return names.some((other) => other.toLowerCase() === name.toLowerCase());
}
