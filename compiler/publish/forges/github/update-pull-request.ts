import type { PullRequest, PullRequestText } from "../hosting.ts";
import type { Repository } from "./access.ts";
import { pullRequestOf } from "./pull-request-data.ts";
import { askForReviews, holds, withoutReview } from "./reviews.ts";

/** Updates a pull request. It adds labels and reviewers and never removes any, because people may have added some of their own. */
export async function updatePullRequest(repository: Repository, found: PullRequest, desired: PullRequestText): Promise<PullRequest> {
  const { octokit, place } = repository;
  const at = { ...place, pull_number: found.number };
  const { asked, refused } = await asking(repository, found, desired);

  const labels = desired.labels.filter((label) => !holds(found.text.labels, label));
  if (labels.length > 0) await octokit.rest.issues.addLabels({ ...place, issue_number: found.number, labels });

  const body = bodyWith(desired.body, refused);
  const changed = {
    ...(same(found.text.title, desired.title) ? {} : { title: desired.title }),
    ...(same(found.text.body, body) ? {} : { body }),
  };
  const now =
    Object.keys(changed).length > 0 ? pullRequestOf((await octokit.rest.pulls.update({ ...at, ...changed })).data, place.owner) : found;
  const text = { ...now.text, labels: [...found.text.labels, ...labels], reviewers: [...found.text.reviewers, ...asked] };
  return { ...now, text };
}

/**
 * Asks reviewers who were not asked and have not reviewed, and warns of those whom GitHub refuses. A note keeps the next run from trying
 * these again.
 */
async function asking(
  repository: Repository,
  found: PullRequest,
  desired: PullRequestText,
): Promise<{ readonly asked: readonly string[]; readonly refused: readonly string[] }> {
  const { octokit, place, warn } = repository;
  const at = { ...place, pull_number: found.number };
  const missing = desired.reviewers.filter((name) => !holds(found.text.reviewers, name));
  const changes = !same(withoutNote(found.text.body), desired.body);
  const before = changes ? [] : missing.filter((name) => holds(refusedIn(found.text.body), name));
  const open = missing.filter((name) => !holds(before, name));
  const candidates = open.length > 0 ? await withoutReview(octokit, at, open) : [];
  const refused = await askForReviews(octokit, at, candidates);
  for (const name of [...before, ...refused])
    warn(
      `\`${name}\` cannot be asked to review ${found.url}`,
      `\`reviewers\` are people and teams with access to \`${place.owner}/${place.repo}\`, and not the one who opens the pull request`,
    );
  return { asked: candidates.filter((name) => !refused.includes(name)), refused: [...before, ...refused] };
}

/** GitHub's own editor writes CRLF. */
function same(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
}

/** GitHub's limit for the body of a pull request. */
const maxCharacters = 65_536;

/** The last line of a body lists the reviewers that GitHub refused, so that the next run does not try them again. */
const note = /\s*<!-- fedc could not ask: ([\w./, -]*) -->\s*$/;

/** The reviewers that GitHub refused in an earlier run. */
function refusedIn(body: string): readonly string[] {
  return note.exec(body)?.[1]?.split(", ") ?? [];
}

function withoutNote(body: string): string {
  return body.replace(note, "");
}

/** Adds the note to a body, if there is room for it. */
function bodyWith(body: string, refused: readonly string[]): string {
  if (refused.length === 0) return body;
  const names = refused.map((name) => name.replace(/[^\w./-]/g, "")).join(", ");
  const noted = `${body.trimEnd()}\n\n<!-- fedc could not ask: ${names} -->\n`;
  return noted.length > maxCharacters ? body : noted;
}
