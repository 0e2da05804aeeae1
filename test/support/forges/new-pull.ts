import type { DoublePull, DoubleRepository } from "../github/double-state.ts";

/** Opens a pull request at a double. */
export function newPull(
  repository: DoubleRepository,
  { head, base, title, body, author }: Pick<DoublePull, "head" | "base" | "title" | "body" | "author">,
): DoublePull {
  const lists = { labels: [], reviewers: [], teams: [], reviews: [], comments: [], commentBy: new Map() };
  const number = repository.pulls.length + 1;
  const pull: DoublePull = { number, head, base, title, body, author, state: "open", merged: false, closedAt: undefined, ...lists };
  repository.pulls.push(pull);
  return pull;
}
