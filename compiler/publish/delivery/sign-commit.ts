import { hash } from "../../7-write/inventory.ts";
import { Failure } from "../../findings/failure.ts";
import { type CommitMaker, ForgeFailure } from "../forges/forge.ts";
import type { SigningKey } from "../git/commit-signature.ts";
import { GitFailure } from "../git/git-failure.ts";
import { formatOf } from "../git/object-ids.ts";
import type { NewCommit, Remote } from "../git/remote.ts";
import type { DeliveryPlace } from "../target.ts";

/** A commit that exists only on this machine. */
export interface MadeCommit extends NewCommit {
  readonly id: string;
}

/** Gives the id of the commit to put into a branch: the same files on the same parent, with a signature if the user wants one. */
export type SignCommit = (place: DeliveryPlace, remote: Remote, commit: MadeCommit) => Promise<string>;

export const withoutSignature: SignCommit = async (_, __, { id }) => id;

/** Signs with a key of this machine. */
export function signWithKey(key: SigningKey): SignCommit {
  return (_, remote, commit) => remote.signed(commit.id, commit, key);
}

/**
 * Lets the forge make the same commit, which it signs. The forge commits only to a branch. So the commit is made on a branch of its own, which
 * is removed again, and the branch that matters is moved as ever: it never shows anything but the whole commit.
 */
export function signAtForge(makerFor: (place: DeliveryPlace) => Promise<CommitMaker>, federation: string): SignCommit {
  return async (place, remote, { id, parent, message, files }) => {
    const { repository } = place;
    if (parent === undefined) throw withoutBase(repository);
    const maker = await makerFor(place);
    const branch = signingBranch(federation, parent, message);
    const seen = (await remote.branches([branch])).get(branch);
    // An earlier run may have left it behind.
    if (seen !== parent) await remote.replace(branch, parent, seen);
    try {
      await maker.commit(branch, parent, { message, files });
    } catch (error) {
      // The commit may be there although the answer was lost, and then a second attempt finds the branch moved.
      if (!(error instanceof ForgeFailure && (error.mayBeDone || error.problem === "refused"))) throw error;
      if ((await madeOn(remote, branch)).parent !== parent) throw error;
    }
    const made = await madeOn(remote, branch);
    await remote.replace(branch, undefined, made.commit).catch((error: unknown) => {
      if (!(error instanceof GitFailure)) throw error;
    });
    const [tree] = await remote.resolved([`${id}^{tree}`]);
    if (made.parent !== parent || made.tree === undefined || made.tree !== tree) throw otherTree(repository);
    return made.commit;
  };
}

/** The name depends on the commit, so that a run after one that was killed finds the branch again. */
function signingBranch(federation: string, parent: string, message: string): string {
  return `fedc-sign/${federation}-${hash(`${parent}\n${message}`).slice("sha256:".length, "sha256:".length + 12)}`;
}

async function madeOn(remote: Remote, branch: string) {
  const head = (await remote.branches([branch])).get(branch) ?? "";
  const commit = (await remote.fetch([branch], formatOf(head), 2)).get(branch) ?? head;
  const [tree, parent] = await remote.resolved([`${commit}^{tree}`, `${commit}^1`]);
  return { commit, tree, parent };
}

function withoutBase(repository: string): Failure {
  return new Failure(
    `\`${repository}\` does not have a commit yet, and GitHub signs only commits on top of another`,
    "make a first commit there, or sign with a key: `--sign ssh` or `--sign openpgp`",
  );
}

function otherTree(repository: string): Failure {
  return new Failure(
    `the commit that GitHub signed for \`${repository}\` does not hold the files that it should: nothing was published`,
    "GitHub's API cannot change the kind of a file, such as an executable one; sign with a key: `--sign ssh` or `--sign openpgp`",
  );
}
