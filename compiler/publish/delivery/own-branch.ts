import { Failure } from "../../findings/failure.ts";
import { compare } from "../../findings/finding.ts";
import type { PublishContext } from "../context.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, targetFolders } from "../target.ts";
import { isUntouched, type Proposal, proposalOn } from "./proposal.ts";

/** The branch from which fedc proposes overlays. Further files with the same name get branches beside it. */
function ownBranch({ federation }: Pick<PublishContext, "federation">): string {
  return `fedc/${federation}`;
}

/** The branches to ask a repository for: those of fedc, and those whose names git cannot have beside them. */
export function ownBranchesToAskFor(context: Pick<PublishContext, "federation">): readonly string[] {
  const own = ownBranch(context);
  return [own, `${own}.*`, "fedc", `${own}/*`];
}

/** The branches of fedc among those that were seen, the one without a suffix first. */
export function ownBranchesIn(seen: ReadonlyMap<string, string>, context: Pick<PublishContext, "federation">): readonly string[] {
  const own = ownBranch(context);
  return [...seen.keys()].filter((name) => name === own || name.startsWith(`${own}.`)).sort(compare);
}

/** The names and commits of fedc's branches, as one text; undefined if there is no such branch. */
export function headsIn(seen: ReadonlyMap<string, string>, context: Pick<PublishContext, "federation">): string | undefined {
  const own = ownBranchesIn(seen, context);
  return own.length === 0 ? undefined : own.map((name) => `${name} ${seen.get(name)}`).join("\n");
}

/** The branch from which a delivery is proposed, and its contents. */
export interface OwnBranch {
  readonly name: string;
  /** Undefined if the branch does not exist yet. */
  readonly head: string | undefined;
  /** The last proposal of fedc there, if it was found. */
  readonly proposal: Proposal | undefined;
  /** Whether it holds nothing but that proposal. */
  readonly isUntouched: () => Promise<boolean>;
  /** Names under which an earlier proposal may have been, before its pull request was closed and its branch deleted. */
  readonly formerNames: readonly string[];
}

/**
 * Finds the branch of a delivery by the records in fedc's commits. A proposal for the same base and for some folder of this file belongs to
 * this file. One for other folders belongs to another file of the same name, and is not touched.
 */
export async function chooseBranch(
  delivery: Delivery,
  remote: Remote,
  seen: ReadonlyMap<string, string>,
  heads: ReadonlyMap<string, string>,
  context: PublishContext,
): Promise<OwnBranch> {
  const plain = ownBranch(context);
  const paths = targetFolders(context.file, delivery);
  const taken = new Set<string>();
  let unknown: OwnBranch | undefined;
  for (const name of ownBranchesIn(seen, context)) {
    const head = heads.get(name);
    if (head === undefined) continue;
    taken.add(name);
    const proposal = await proposalOn(remote, name, head, context.federation);
    const isUntouchedHere = async () => proposal !== undefined && (await isUntouched(remote, head, proposal));
    const chosen = { name, head, proposal, isUntouched: isUntouchedHere, formerNames: [] };
    if (proposal === undefined) unknown ??= chosen;
    else if (proposal.record.base === delivery.branch && proposal.record.overlays.some(({ path }) => paths.has(path))) return chosen;
  }
  // The branch holds only commits of people, so nothing tells which file it belongs to, and fedc does not write there.
  if (unknown?.name === plain) return unknown;
  const beside = nameBeside(plain, delivery, paths);
  const free = [plain, beside].find((name) => !taken.has(name)) ?? numbered(beside, taken);
  const formerNames = [plain, beside].filter((name) => name !== free && !taken.has(name));
  return { name: free, head: undefined, proposal: undefined, isUntouched: async () => false, formerNames };
}

/** Named after the first folder of the file, so that readers of the list of branches see what it is about. */
function nameBeside(plain: string, { branch }: Delivery, paths: ReadonlySet<string>): string {
  const [first = ""] = [...paths].sort(compare);
  const words = `${first}-to-${branch}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${plain}.${words.slice(0, 80).replace(/^-|-$/g, "")}`;
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}

/** Throws a Failure if git cannot have the branch: it keeps branches like files, so it cannot have `a` and `a/b`. */
export function refuseBranchInTheWay(name: string, seen: ReadonlyMap<string, string>, repository: string): void {
  const inTheWay = [...seen.keys()].find((other) => name.startsWith(`${other}/`) || other.startsWith(`${name}/`));
  if (inTheWay === undefined) return;
  throw new Failure(
    `\`${repository}\` has a branch \`${inTheWay}\`, so git cannot have a branch \`${name}\``,
    `rename or delete the branch \`${inTheWay}\` there; fedc opens pull requests from \`${name}\``,
  );
}
