import type { PublishContext } from "../9-publish/context.ts";
import { type PullRequestFacts, pullRequestBody, pullRequestTitle } from "../9-publish/pull-request-body.ts";
import type { Target } from "../9-publish/target.ts";
import type { Wave } from "../9-publish/waves/wave.ts";

/** What is the same for all pull requests of a run. */
export interface Described {
  readonly federation: string;
  readonly access: (clusters: readonly string[]) => PullRequestFacts["access"];
  /** Which step of the change they are, where there are several, and what waits for them. */
  readonly wave: Wave | undefined;
  readonly later: readonly Wave[];
}

/** What pull requests say, and whom they ask. */
export function descriptionBy({ federation, access, wave, later }: Described): PublishContext["describe"] {
  return ({ targets }, plans) => {
    const clusters = plans.map(({ target }) => target.overlay.cluster);
    const files = new Map(
      plans.flatMap(({ target, files }) => [...files].map(([path, change]) => [`${target.path}/${path}`, change] as const)),
    );
    const [next] = later;
    const facts: PullRequestFacts = {
      federation,
      clusters,
      files,
      access: access(clusters),
      ...(wave && (next || wave.number > 1) && { step: { number: wave.number, title: wave.title, next: next?.number } }),
    };
    const each = <T>(of: (target: Target) => readonly T[]) => [...new Set(targets.flatMap(of))];
    return {
      title: pullRequestTitle(facts),
      body: pullRequestBody(facts),
      labels: each(({ labels }) => labels),
      reviewers: each(({ reviewers }) => reviewers),
    };
  };
}
