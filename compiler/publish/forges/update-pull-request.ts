import { ForgeFailure, type PullRequest, type PullRequestText } from "./forge.ts";
import type { ForgeCalls } from "./forge-calls.ts";

/** Updates the text, labels and reviewers of a pull request. */
export async function updatePullRequest(calls: ForgeCalls, found: PullRequest, desired: PullRequestText): Promise<PullRequest> {
  const { asked, refused } = await asking(calls, found, desired);

  const labels = desired.labels.filter((label) => !hasName(found.text.labels, label));
  if (labels.length > 0) await calls.label(found, labels);

  const body = bodyWith(desired.body, refused);
  const changed = {
    ...(same(found.text.title, desired.title) ? {} : { title: desired.title }),
    ...(same(found.text.body, body) ? {} : { body }),
  };
  const now = Object.keys(changed).length > 0 ? await calls.change(found, changed) : found;
  const text = { ...now.text, labels: [...found.text.labels, ...labels], reviewers: [...found.text.reviewers, ...asked] };
  return { ...now, text };
}

/**
 * Asks reviewers who were not asked and have not reviewed, and warns of those whom the forge refuses. A note keeps the next run from trying
 * these again.
 */
async function asking(calls: ForgeCalls, found: PullRequest, desired: PullRequestText) {
  const { owner, repository, warn } = calls.access;
  const missing = desired.reviewers.filter((name) => !hasName(found.text.reviewers, name));
  const changes = !same(found.text.body.replace(note, ""), desired.body);
  const refusedBefore = changes ? [] : (note.exec(found.text.body)?.[1]?.split(", ") ?? []);
  const open = missing.filter((name) => !hasName(refusedBefore, name));
  const candidates = open.length > 0 ? await calls.withoutReview(found, open) : [];
  const refusedNow = await askForReviews(calls, found, candidates);
  const refused = [...missing.filter((name) => hasName(refusedBefore, name)), ...refusedNow];
  for (const name of refused)
    warn?.(
      `\`${name}\` cannot be asked to review ${found.url}`,
      `\`reviewers\` are people and teams with access to \`${owner}/${repository}\`, and not the one who opens the pull request`,
    );
  return { asked: candidates.filter((name) => !refusedNow.includes(name)), refused };
}

/** Asks for reviews, and returns the names that the forge refuses. If one name keeps all from being asked, each is asked alone. */
async function askForReviews(calls: ForgeCalls, found: PullRequest, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  try {
    return await calls.askForReviews(found, names);
  } catch (error) {
    if (!(error instanceof ForgeFailure && error.problem === "refused")) throw error;
    if (names.length === 1) return names;
    const refused: string[] = [];
    for (const name of names) refused.push(...(await askForReviews(calls, found, [name])));
    return refused;
  }
}

/** Whether a name is in a list. Names of users and teams are case-insensitive at every forge, and at GitHub those of labels too. */
export function hasName(names: readonly string[], name: string): boolean {
  return names.some((other) => other.toLowerCase() === name.toLowerCase());
}

/** The editors of forges write CRLF. */
function same(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
}

/** GitHub's limit for the body of a pull request, which is the smallest. */
const maxCharacters = 65_536;

/** The last line of a body lists the reviewers that the forge refused, so that the next run does not try them again. */
const note = /\s*<!-- fedc could not ask: ([\w./, -]*) -->\s*$/;

/** Adds the note to a body, if there is room for it. */
function bodyWith(body: string, refused: readonly string[]): string {
  if (refused.length === 0) return body;
  const names = refused.map((name) => name.replace(/[^\w./-]/g, "")).join(", ");
  const noted = `${body.trimEnd()}\n\n<!-- fedc could not ask: ${names} -->\n`;
  return noted.length > maxCharacters ? body : noted;
}
