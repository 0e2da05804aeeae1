import { setTimeout as sleep } from "node:timers/promises";

/** Asks again and again until `isSo` holds. An error of its is a no. Throws after so many seconds, with the last error. */
export async function waitUntil(what: string, isSo: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let last = "";
  while (Date.now() < end) {
    try {
      if (await isSo()) return;
    } catch (error) {
      last = `: ${(error as Error).message}`;
    }
    await sleep(150);
  }
  throw new Error(`${what}: not after ${seconds} s${last}`);
}
