import type { ForgeAccess } from "../forge-access.ts";
import { client } from "./client.ts";
import { placeOf } from "./profile.ts";

export interface CommitStatus {
  readonly name: string;
  readonly state: "success" | "failure";
  readonly description: string;
  /** The page that says more. */
  readonly url: string | undefined;
}

/** GitHub refuses a longer description. */
const maxDescription = 140;

/** Writes a status of a commit. The last one of a name counts. Throws a ForgeFailure if GitHub refuses it. */
export async function writeStatus(access: ForgeAccess, commit: string, { name, state, description, url }: CommitStatus): Promise<void> {
  await client(access).rest.repos.createCommitStatus({
    ...placeOf(access),
    sha: commit,
    context: name,
    state,
    description: description.length <= maxDescription ? description : `${description.slice(0, maxDescription - 1)}…`,
    ...(url !== undefined && { target_url: url }),
  });
}
