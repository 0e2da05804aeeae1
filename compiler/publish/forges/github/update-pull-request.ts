import type { Octokit } from "@octokit/rest";
import { ForgeFailure, type PullRequest, type PullRequestText } from "../forge.ts";
import type { GitHubRepository } from "./access.ts";
import { everyPage } from "./client.ts";
import { pullRequestOf } from "./pull-request-data.ts";

/** Updates the text, labels and reviewers of a pull request. */
export async function updatePullRequest(repository: GitHubRepository, found: PullRequest, desired: PullRequestText): Promise<PullRequest> {
  const { octokit, place } = repository;
  const { asked, refused } = await asking(repository, found, desired);

  const labels = desired.labels.filter((label) => !holds(found.text.labels, label));
  if (labels.length > 0) await octokit.rest.issues.addLabels({ ...place, issue_number: found.number, labels });

  const body = bodyWith(desired.body, refused);
  const changed = {
    ...(same(found.text.title, desired.title) ? {} : { title: desired.title }),
    ...(same(found.text.body, body) ? {} : { body }),
  };
  const now =
    Object.keys(changed).length > 0
      ? pullRequestOf((await octokit.rest.pulls.update({ ...place, pull_number: found.number, ...changed })).data, place.owner)
      : found;
  const text = { ...now.text, labels: [...found.text.labels, ...labels], reviewers: [...found.text.reviewers, ...asked] };
  return { ...now, text };
}

/**
 * Asks reviewers who were not asked and have not reviewed, and warns of those whom GitHub refuses. A note keeps the next run from trying
 * these again.
 */
async function asking({ octokit, place, warn }: GitHubRepository, found: PullRequest, desired: PullRequestText) {
  const at = { ...place, pull_number: found.number };
  const missing = desired.reviewers.filter((name) => !holds(found.text.reviewers, name));
  const changes = !same(found.text.body.replace(note, ""), desired.body);
  const refusedBefore = changes ? [] : (note.exec(found.text.body)?.[1]?.split(", ") ?? []);
  const open = missing.filter((name) => !holds(refusedBefore, name));
  const candidates = open.length > 0 ? await withoutReview(octokit, at, open) : [];
  const refusedNow = await askForReviews(octokit, at, candidates);
  const refused = [...missing.filter((name) => holds(refusedBefore, name)), ...refusedNow];
  for (const name of refused)
    warn(
      `\`${name}\` cannot be asked to review ${found.url}`,
      `\`reviewers\` are people and teams with access to \`${place.owner}/${place.repo}\`, and not the one who opens the pull request`,
    );
  return { asked: candidates.filter((name) => !refusedNow.includes(name)), refused };
}

type Place = { readonly owner: string; readonly repo: string; readonly pull_number: number };

/**
 * The names without a review. GitHub does not tell for which team a member has reviewed, and drops the request to a team after the first
 * review of a member. So with any review, every team counts as done.
 */
async function withoutReview(octokit: Octokit, place: Place, names: readonly string[]): Promise<readonly string[]> {
  const reviews = await everyPage((page) => octokit.rest.pulls.listReviews({ ...place, ...page }));
  const reviewed = reviews.flatMap(({ user }) => (user ? [user.login] : []));
  return names.filter((name) => !(isTeam(name) ? reviewed.length > 0 : holds(reviewed, name)));
}

/** Asks for reviews, and returns the names that GitHub refuses. It refuses all names if it refuses one, so then each is asked alone. */
async function askForReviews(octokit: Octokit, place: Place, names: readonly string[]): Promise<readonly string[]> {
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
    if (!(error instanceof ForgeFailure && error.problem === "refused")) throw error;
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
function holds(names: readonly string[], name: string): boolean {
  return names.some((other) => other.toLowerCase() === name.toLowerCase());
}

/** GitHub's own editor writes CRLF. */
function same(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
}

/** GitHub's limit for the body of a pull request. */
const maxCharacters = 65_536;

/** The last line of a body lists the reviewers that GitHub refused, so that the next run does not try them again. */
const note = /\s*<!-- fedc could not ask: ([\w./, -]*) -->\s*$/;

/** Adds the note to a body, if there is room for it. */
function bodyWith(body: string, refused: readonly string[]): string {
  if (refused.length === 0) return body;
  const names = refused.map((name) => name.replace(/[^\w./-]/g, "")).join(", ");
  const noted = `${body.trimEnd()}\n\n<!-- fedc could not ask: ${names} -->\n`;
  return noted.length > maxCharacters ? body : noted;
}
