import { setTimeout as sleepFor } from "node:timers/promises";
import type { GitHubAccess } from "./access.ts";
import { GitHubFailure } from "./github-failure.ts";

const maxAttempts = 4;

/** Makes something that must not exist twice. If an answer was lost, it looks for the result before it tries again. */
export async function makeOnce<Made>(
  make: () => Promise<Made>,
  inspect: () => Promise<Made | undefined>,
  { sleep = sleepFor }: GitHubAccess,
): Promise<Made> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof GitHubFailure && error.mayBeDone)) throw error;
      await sleep(1000 * 2 ** (tries - 1));
      const found = await inspect();
      if (found !== undefined) return found;
      if (tries === maxAttempts) throw error;
    }
  }
}
