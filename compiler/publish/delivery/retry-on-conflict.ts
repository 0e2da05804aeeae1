import { GitFailure } from "../git/git-failure.ts";
import { isContended, mayBePassing } from "../git/git-problem.ts";

/** Retries after conflicts with other writers, and after failures of the network. */
const maxRaces = 8;
const maxNetworkFailures = 2;

/**
 * Repeats work from the start if another writer was faster or the network failed. The work reads before it writes, so repeating it is safe.
 * `again` tells it that what it read before may be out of date.
 */
export async function retryOnConflict<T>(pause: (milliseconds: number) => Promise<void>, work: (again: boolean) => Promise<T>): Promise<T> {
  let races = 0;
  let breaks = 0;
  for (;;) {
    try {
      return await work(races + breaks > 0);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      if (isContended(error.problem) && races < maxRaces) races += 1;
      else if (mayBePassing(error.problem) && breaks < maxNetworkFailures) breaks += 1;
      else throw error;
      // Random, so that several writers do not meet again.
      await pause((races + breaks) * (100 + Math.random() * 300));
    }
  }
}
