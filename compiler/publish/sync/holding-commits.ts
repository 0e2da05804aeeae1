import { GENERATED } from "../../7-write/layout.ts";
import { formatOf } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";

/** The commits of a branch that hold an overlay as it is at the head. */
export interface HoldingCommits {
  /** From the head back, along first parents. */
  readonly commits: readonly string[];
  /** The commits just before, which hold another one. */
  readonly before: readonly string[];
  /** Whether the first commit that holds it is among them. */
  readonly isWhole: boolean;
}

/** How far back the history is read. A busy branch has many commits of others on top. */
const depth = 50;

/**
 * Finds the commits since the live overlays came into the branch, by the path of the overlay. A tool that follows the branch applies first
 * parents. An earlier commit with the same overlay does not count if another overlay lies between. Gives nothing if the branch has moved since
 * it was seen at `head`.
 */
export async function holdingCommits(
  remote: Remote,
  branch: string,
  head: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, HoldingCommits> | undefined> {
  const tip = (await remote.fetch([branch], formatOf(head), depth)).get(branch);
  if (tip !== head) return undefined;
  const history = (await remote.history(head, depth, { straight: true })).map(({ id }) => id);
  const names = paths.flatMap((path) => history.map((commit) => `${commit}:${path}/${GENERATED}`));
  const ids = await remote.resolved(names);
  return new Map(
    paths.map((path, i) => {
      const own = ids.slice(i * history.length, (i + 1) * history.length);
      const end = own.findIndex((id) => id === undefined || id !== own[0]);
      const count = end === -1 ? history.length : end;
      return [
        path,
        { commits: history.slice(0, count), before: history.slice(count, count + 3), isWhole: end !== -1 || history.length < depth },
      ];
    }),
  );
}
