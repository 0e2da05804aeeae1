/** Fifty at once, and then one every two seconds. GitHub's secondary limit allows eighty calls per minute that make something new. */
const atOnce = 50;
const between = 2000;

/** The pace of one token for all repositories of this run together. Times are in milliseconds since 1970. */
export class Pace {
  #open = 0;
  #makesUntil = 0;

  /** How long to wait before the next call. Asking for a call that makes something new counts as making it. */
  wait(makes: boolean, now: number): number {
    let wait = Math.max(0, this.#open - now);
    if (makes) {
      this.#makesUntil = Math.max(this.#makesUntil, now) + between;
      wait = Math.max(wait, this.#makesUntil - now - atOnce * between);
    }
    return wait;
  }

  /** GitHub told one call to wait, so all calls wait. */
  hold(until: number): void {
    this.#open = Math.max(this.#open, until);
  }
}

const paces = new Map<string, Pace>();

/** GitHub counts limits per token. */
export function paceOf(apiUrl: string, token: string): Pace {
  const key = `${apiUrl} ${token}`;
  const pace = paces.get(key) ?? new Pace();
  paces.set(key, pace);
  return pace;
}
