/** The time that certificates are held against. */
export interface ReferenceTime {
  readonly now: Date;
  /** The environment variable that says so; missing where it is the clock's. */
  readonly timeFrom?: string | undefined;
}

/** A finding that depends on the time: where the time is not the clock's, it says so, and advises nothing about certificates. */
export function atTime(
  { now, timeFrom }: ReferenceTime,
  { message, help }: { readonly message: string; readonly help: string },
): { readonly message: string; readonly help: string } {
  if (timeFrom === undefined) return { message, help };
  return {
    message: `${message} (\`${timeFrom}\` says that it is ${now.toISOString().slice(0, 10)} now)`,
    help: `unset \`${timeFrom}\` to hold certificates against the clock, as in \`env -u ${timeFrom} fedc check\`, or set it to the time that is meant`,
  };
}
