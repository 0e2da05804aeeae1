import * as assert from "uvu/assert";

const tries = 5;
/** What the yardstick takes on a machine that the limits were written for. */
const usualYardstick = 30;

/**
 * Does something, and fails where that takes more of the processor than it may. The clock says nothing on a busy machine, and even the time of
 * the processor grows there: so what takes too long is held against work that never changes, done right after, and the best of some tries counts.
 */
export function within<T>(milliseconds: number, what: string, work: () => T): T {
  const took: number[] = [];
  for (;;) {
    const { result, milliseconds: spent } = timeOf(work);
    if (spent <= milliseconds) return result;
    const slowness = Math.max(1, timeOf(yardstick).milliseconds / usualYardstick);
    if (spent <= milliseconds * slowness) return result;
    took.push(Math.round(spent / slowness));
    assert.ok(took.length < tries, `${what} took ${took.join(", ")} ms`);
  }
}

function timeOf<T>(work: () => T): { readonly result: T; readonly milliseconds: number } {
  const started = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(started);
  return { result, milliseconds: (user + system) / 1000 };
}

const text = "key: [value, 'other'] # remark\n".repeat(40_000);

/** Reads a text letter by letter, as most of what is measured does. */
function yardstick(): number {
  let sum = 0;
  for (let round = 0; round < 20; round += 1)
    for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum;
}
