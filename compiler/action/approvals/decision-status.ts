import type { FailureReport } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { printable } from "../../findings/formats/printable.ts";
import { writeStatus } from "../../publish/forges/github/commit-status.ts";
import { gitHubAccess } from "../github-access.ts";
import type { Inputs } from "../inputs.ts";
import type { Environment, WorkflowEvent } from "../workflow-event.ts";

/**
 * Writes the step's result as a commit status, so that runs of different events replace each other's result. Returns why that failed, if it did.
 * It writes nothing for a pull request into another branch, since its head may be the head of one into the default branch too.
 */
export async function writeDecision(
  { token, status }: Inputs,
  { pullRequest, mergeGroup, toDefaultBranch }: WorkflowEvent,
  environment: Environment,
  failure: FailureReport | undefined,
): Promise<FailureReport | undefined> {
  const commit = pullRequest?.head ?? mergeGroup?.head;
  if (status === undefined || commit === undefined || !toDefaultBranch) return undefined;
  const description = failure ? printable(failure.message) : "every owner that the change asks has approved";
  try {
    const result = { name: status, state: failure ? "failure" : "success", description, url: pageOf(environment) } as const;
    await writeStatus(gitHubAccess(token, "token", environment), commit, result);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      message: `the status \`${status}\` is not written: ${error.message}`,
      help: "give the job `permissions: statuses: write`; the token of a pull request from a fork never has it",
    };
  }
}

/** The page of this run. */
function pageOf({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }: Environment): string | undefined {
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}
