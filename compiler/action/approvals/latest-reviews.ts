import type { CurrentPullRequest, Review } from "../../publish/forges/github/reviewed-pull-request.ts";

/** What a reviewer's last review says about the pull request as it is now. */
export interface LatestReview {
  readonly id: number;
  readonly login: string;
  readonly says: "approves" | "objects" | "nothing";
  /** Why an approval does not count, for a reviewer who says nothing. */
  readonly because?: string;
}

/** Comments leave an earlier approval as it is, as they do at GitHub. */
const decisive: ReadonlySet<string> = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

/** The last decisive review of each reviewer. Reviews are in the order in which they were given. */
export function latestReviews(
  reviews: readonly Review[],
  pull: Pick<CurrentPullRequest, "head" | "author">,
  baseChanged: number | undefined,
): readonly LatestReview[] {
  const last = new Map(reviews.filter(({ state }) => decisive.has(state)).map((review) => [review.reviewer.id, review]));
  return [...last.values()].map((review) => {
    const { id, login } = review.reviewer;
    if (review.state === "CHANGES_REQUESTED") return { id, login, says: "objects" };
    const because = whyNotCounted(review, pull, baseChanged);
    return because === undefined ? { id, login, says: "approves" } : { id, login, says: "nothing", because };
  });
}

function whyNotCounted(
  { reviewer, state, commit, submitted }: Review,
  { head, author }: Pick<CurrentPullRequest, "head" | "author">,
  baseChanged: number | undefined,
): string | undefined {
  if (state === "DISMISSED") return "the review was dismissed";
  if (reviewer.id === author?.id) return "opened the pull request";
  if (commit !== head) return "approved before the last push";
  // The same commit is another change for another branch.
  if (baseChanged !== undefined && submitted <= baseChanged) return "approved before the pull request went into this branch";
  return undefined;
}
