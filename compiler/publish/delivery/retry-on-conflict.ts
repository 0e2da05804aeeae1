import { GitFailure } from "../git/git-failure.ts";
import { isContended, mayBePassing } from "../git/git-problem.ts";

/** Tries for those who write to the same branch, and for a network that fails. */
const maxRaces = 8;
const maxNetworkFailures = 2;

/**
 * Does something again from the start where somebody else was faster or the network failed. The work looks before it writes,
 * so that doing it again is safe; `again` says that what was seen before may be out of date.
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
      // Not all at the same time again.
      await pause((races + breaks) * (100 + Math.random() * 300));
    }
  }
}
