/** Fifty at once and then one in two seconds: no more than the eighty in a minute that GitHub's secondary limit lets make something new. */
const atOnce = 50;
const between = 2000;

/** How fast a token may be used by all of this run's repositories together. Times are in milliseconds since 1970. */
export class Pace {
  #open = 0;
  #makesUntil = 0;

  /** How long to wait before the next call. One that makes something new takes its turn by asking. */
  wait(makes: boolean, now: number): number {
    let wait = Math.max(0, this.#open - now);
    if (makes) {
      this.#makesUntil = Math.max(this.#makesUntil, now) + between;
      wait = Math.max(wait, this.#makesUntil - now - atOnce * between);
    }
    return wait;
  }

  /** GitHub told one of them to wait, so all of them do. */
  hold(until: number): void {
    this.#open = Math.max(this.#open, until);
  }
}

const paces = new Map<string, Pace>();

/** Limits go by token. */
export function paceOf(apiUrl: string, token: string): Pace {
  const key = `${apiUrl} ${token}`;
  const pace = paces.get(key) ?? new Pace();
  paces.set(key, pace);
  return pace;
}
