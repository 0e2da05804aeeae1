import { Failure } from "../../findings/failure.ts";
import { compare } from "../../findings/finding.ts";
import type { PublishContext } from "../context.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, targetFolders } from "../target.ts";
import { isUntouched, type Proposal, proposalOn } from "./proposal.ts";

/** Where fedc proposes what a federation needs; further files of that name get branches beside it. */
export function ownBranch({ federation }: Pick<PublishContext, "federation">): string {
  return `fedc/${federation}`;
}

/** What to ask a repository for: fedc's branches there, and those beside which git can have none. */
export function ownBranchesToAskFor(context: Pick<PublishContext, "federation">): readonly string[] {
  const own = ownBranch(context);
  return [own, `${own}.*`, "fedc", `${own}/*`];
}

/** fedc's branches among those that were found, the plain one first. */
export function ownBranchesIn(seen: ReadonlyMap<string, string>, context: Pick<PublishContext, "federation">): readonly string[] {
  const own = ownBranch(context);
  return [...seen.keys()].filter((name) => name === own || name.startsWith(`${own}.`)).sort(compare);
}

/** Where all of them are, as one text; undefined where there are none. */
export function headsIn(seen: ReadonlyMap<string, string>, context: Pick<PublishContext, "federation">): string | undefined {
  const own = ownBranchesIn(seen, context);
  return own.length === 0 ? undefined : own.map((name) => `${name} ${seen.get(name)}`).join("\n");
}

/** The branch on which a parcel is proposed, and what it holds already. */
export interface Chosen {
  readonly name: string;
  /** None where the branch is to be made. */
  readonly head: string | undefined;
  /** What fedc proposed there, as far as that can be seen. */
  readonly proposal: Proposal | undefined;
  /** Whether it holds nothing but that. */
  readonly isUntouched: () => Promise<boolean>;
  /** Where a proposal that was closed may have stood before its branch went. */
  readonly formerNames: readonly string[];
}

/**
 * Finds the branch of a parcel by what fedc's commits say of themselves. A proposal for the same base and for some folder of this file is this
 * file's own; one for other folders belongs to another file of the same name, and is not touched.
 */
export async function chooseBranch(
  delivery: Delivery,
  remote: Remote,
  seen: ReadonlyMap<string, string>,
  heads: ReadonlyMap<string, string>,
  context: PublishContext,
): Promise<Chosen> {
  const plain = ownBranch(context);
  const paths = targetFolders(context.file, delivery);
  const taken = new Set<string>();
  let unknown: Chosen | undefined;
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
  // Commits of people alone: nothing tells whose branch it is, so nobody writes there.
  if (unknown?.name === plain) return unknown;
  const beside = nameBeside(plain, delivery, paths);
  const free = [plain, beside].find((name) => !taken.has(name)) ?? numbered(beside, taken);
  const formerNames = [plain, beside].filter((name) => name !== free && !taken.has(name));
  return { name: free, head: undefined, proposal: undefined, isUntouched: async () => false, formerNames };
}

/** By the first folder of the file there: whoever looks at the list of branches sees what it is about. */
function nameBeside(plain: string, { branch }: Delivery, paths: ReadonlySet<string>): string {
  const [first = ""] = [...paths].sort(compare);
  const words = `${first}-to-${branch}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${plain}.${words.slice(0, 80).replace(/^-|-$/g, "")}`;
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}

/** git keeps branches like files: where one is called as a folder of another, it can have only one of them. Throws a Failure. */
export function refuseBranchInTheWay(name: string, seen: ReadonlyMap<string, string>, repository: string): void {
  const inTheWay = [...seen.keys()].find((other) => name.startsWith(`${other}/`) || other.startsWith(`${name}/`));
  if (inTheWay === undefined) return;
  throw new Failure(
    `\`${repository}\` has a branch \`${inTheWay}\`, beside which git can have no branch \`${name}\``,
    `rename or delete the branch \`${inTheWay}\` there; fedc proposes what it delivers from \`${name}\``,
  );
}
