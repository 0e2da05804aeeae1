import type { PublishContext } from "../../publish/context.ts";
import { type PullRequestFacts, pullRequestBody, pullRequestTitle } from "../../publish/forges/pull-request-body.ts";
import { type Target, targetFolders } from "../../publish/target.ts";
import type { Wave } from "../../waves/wave.ts";

/** What is the same for all pull requests of a run. */
export interface Described {
  readonly federation: string;
  readonly access: (clusters: readonly string[]) => PullRequestFacts["access"];
  /** Which step of the change they are, where there are several, and what waits for them. */
  readonly wave: Wave | undefined;
  readonly later: readonly Wave[];
  /** Where all overlays of the file go: of others nothing is known but their files. */
  readonly file: readonly Target[];
}

/** What pull requests say, and whom they ask. */
export function descriptionBy({ federation, access, wave, later, file }: Described): PublishContext["describe"] {
  return (delivery, plans) => {
    const { targets } = delivery;
    const own = targetFolders(file, delivery);
    const ofFile = plans.filter(({ target }) => own.has(target.path)).map(({ target }) => target.overlay.cluster);
    const others = plans.filter(({ target }) => !own.has(target.path));
    const files = new Map(
      plans.flatMap(({ target, files }) => [...files].map(([path, change]) => [`${target.path}/${path}`, change] as const)),
    );
    const [next] = later;
    const facts: PullRequestFacts = {
      federation,
      clusters: [...ofFile, ...others.map(({ target }) => target.overlay.cluster)],
      files,
      access: access(ofFile),
      others: others.map(({ target }) => ({ cluster: target.overlay.cluster, path: target.path })),
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
