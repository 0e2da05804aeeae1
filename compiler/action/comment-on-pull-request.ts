import { createHash } from "node:crypto";
import type { Remark } from "../findings/answer.ts";
import { ForgeFailure } from "../publish/forges/forge.ts";
import { stickyComment } from "../publish/forges/github/sticky-comment.ts";
import { gitHubAccess } from "./github-access.ts";
import type { Inputs } from "./inputs.ts";
import type { Environment, PullRequestEvent } from "./workflow-event.ts";

/** The address of the comment, or the reason why there is not one. The step does not fail without a comment: the run's page says the same. */
type CommentResult = { readonly url: string } | { readonly remark: Remark; readonly kind: "notice" | "warning" };

export async function commentOnPullRequest(
  { number, fromFork }: PullRequestEvent,
  { token, file }: Inputs,
  environment: Environment,
  text: string,
): Promise<CommentResult> {
  if (token === undefined)
    return { kind: "warning", remark: { message: "there is no token for a comment", help: "leave `token` out, or `comment: false`" } };
  try {
    return { url: await stickyComment(gitHubAccess(token, "token", environment), number, markOf(file), text) };
  } catch (error) {
    if (!(error instanceof ForgeFailure)) throw error;
    if (fromFork && error.problem === "permission")
      return {
        kind: "notice",
        remark: { message: "there is no comment, since a fork's token may only read; the run's summary says the same" },
      };
    const message = `there is no comment: ${error.message}`;
    const mayNot = error.problem === "permission" || error.problem === "not-found";
    return { kind: "warning", remark: { message, ...(mayNot && { help: "give the job `permissions: pull-requests: write`" }) } };
  }
}

/** Marks the one comment of a file: a repository may have several federations. */
function markOf(file: string): string {
  return `<!-- fedc preview ${createHash("sha256").update(file).digest("hex").slice(0, 16)} -->`;
}
