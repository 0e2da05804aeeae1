import { setTimeout as sleepFor } from "node:timers/promises";
import { type DesiredPullRequest, type Forge, ForgeFailure, type PullRequest } from "./forge.ts";
import type { ForgeCalls } from "./forge-calls.ts";
import { makeOnce } from "./pages.ts";
import { updatePullRequest } from "./update-pull-request.ts";

/** The pull requests of one repository, by the calls of its forge. */
export function pullRequests(calls: ForgeCalls): Forge {
  return {
    find: (head, base) => findPullRequest(calls, head, base),
    open: async (desired) => updatePullRequest(calls, await opened(calls, desired), desired),
    update: (pullRequest, desired) => updatePullRequest(calls, pullRequest, desired),
    close: (pullRequest, comment) => closePullRequest(calls, pullRequest, comment),
  };
}

async function findPullRequest(calls: ForgeCalls, head: string, base: string): Promise<PullRequest | undefined> {
  const found = [...(await calls.list(head, base))].sort((a, b) => b.number - a.number);
  return found.find(({ state }) => state === "open") ?? found[0];
}

/** For some seconds, parts of a forge may not know a branch that was just pushed. */
const maxAttempts = 4;
const notYetSeen = /no commits between|head is invalid|source branch .*does not exist/i;

async function opened(calls: ForgeCalls, { title, body, head, base }: DesiredPullRequest): Promise<PullRequest> {
  const { sleep = sleepFor } = calls.access;
  const findOpen = async () => {
    const newest = await findPullRequest(calls, head, base);
    return newest?.state === "open" ? newest : undefined;
  };
  for (let tries = 1; ; tries += 1) {
    try {
      return await makeOnce(() => calls.create({ title, body, head, base }), findOpen, calls.access);
    } catch (error) {
      if (!(error instanceof ForgeFailure && error.problem === "refused")) throw error;
      const raced = /already exists/i.test(error.reason);
      const open = raced ? await findOpen() : undefined;
      if (open) return open;
      if (!(raced || notYetSeen.test(error.reason)) || tries === maxAttempts) throw error;
      await sleep(1000 * 2 ** (tries - 1));
    }
  }
}

/** A run that finds the comment does not repeat it. */
async function closePullRequest(calls: ForgeCalls, pullRequest: PullRequest, comment: string): Promise<void> {
  const hasComment = async (): Promise<true | undefined> => {
    const comments = await calls.comments(pullRequest);
    return comments.some((text) => text.replaceAll("\r\n", "\n").trim() === comment.trim()) || undefined;
  };
  const create = async (): Promise<true> => {
    await calls.comment(pullRequest, comment);
    return true;
  };
  if (!(await hasComment()))
    await makeOnce(create, hasComment, calls.access).catch((error) => {
      // A locked conversation accepts no comment, and the pull request can be closed without one.
      if (!(error instanceof ForgeFailure && error.problem === "permission" && /locked|^403 Forbidden$/i.test(error.reason))) throw error;
    });
  await calls.shut(pullRequest);
}
