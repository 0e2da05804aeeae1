const triesOf = new Map<string, number>();

/** What an application is told to do with a request. */
interface Behaviour {
  readonly fails: boolean;
  /** How often this call has come, with this time. */
  readonly tries: number;
  readonly waitInMilliseconds: number;
}

/**
 * Reads what a request asks of the application: `x-fail-first: 2` lets the first two tries of a call fail (with `x-fail-with`), `x-wait: 0.5`
 * delays the answer by half a second. `x-call` is the name of the call, which the suite's clients give; `x-request-id` if it is missing.
 */
export function behaviour(headers: Readonly<Record<string, string>>): Behaviour {
  const call = headers["x-call"] ?? headers["x-request-id"];
  const tries = call === undefined ? 1 : (triesOf.get(call) ?? 0) + 1;
  if (call !== undefined) triesOf.set(call, tries);
  return { tries, fails: tries <= Number(headers["x-fail-first"] ?? 0), waitInMilliseconds: Number(headers["x-wait"] ?? 0) * 1000 };
}
