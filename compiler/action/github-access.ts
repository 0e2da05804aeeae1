import { Failure } from "../findings/failure.ts";
import type { ForgeFailure } from "../publish/forges/forge.ts";
import type { ForgeAccess } from "../publish/forges/forge-access.ts";
import type { Environment } from "./workflow-event.ts";

/** How to reach the workflow's own repository with the token of an input. Throws a Failure if there is none. */
export function gitHubAccess(
  token: string | undefined,
  tokenName: string,
  { GITHUB_REPOSITORY: name = "", GITHUB_API_URL: apiUrl = "https://api.github.com" }: Environment,
): ForgeAccess {
  if (token === undefined) throw new Failure(`the input \`${tokenName}\` is empty`, `leave \`${tokenName}\` out, or give it a token`);
  const [owner = "", repository = ""] = name.split("/");
  return { apiUrl, owner, repository, token: async () => token, tokenName };
}

/** Why something cannot be read, with help for a workflow: the forge's own help is for publishing. */
export function readingFailure({ problem, message }: ForgeFailure, called: string): Failure {
  const isAboutRights = problem === "permission" || problem === "not-found";
  return new Failure(
    `${called} cannot be read: ${message}`,
    isAboutRights ? "give the job `permissions` `contents: read` and `pull-requests: read`" : "start the run again later",
  );
}
