import { ForgeFailure } from "../../publish/forges/forge.ts";
import { readPullRequest } from "../../publish/forges/github/reviewed-pull-request.ts";
import { gitHubAccess, readingFailure } from "../github-access.ts";
import type { Inputs } from "../inputs.ts";
import type { Environment, WorkflowEvent } from "../workflow-event.ts";

/**
 * The event, with the pull request that the input `pull-request` names if the event itself names none. Such an event is `workflow_run`, whose
 * workflow is never that of the pull request. Throws a Failure if the pull request cannot be read.
 */
export async function withNamedPullRequest(event: WorkflowEvent, inputs: Inputs, environment: Environment): Promise<WorkflowEvent> {
  if (inputs.pullRequest === undefined || event.pullRequest || event.mergeGroup) return event;
  try {
    const pull = await readPullRequest(gitHubAccess(inputs.token, "token", environment), inputs.pullRequest);
    return { ...event, pullRequest: pull, toDefaultBranch: pull.into === pull.defaultBranch };
  } catch (error) {
    throw error instanceof ForgeFailure ? readingFailure(error, "the pull request") : error;
  }
}
