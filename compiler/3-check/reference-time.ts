import type { Remark } from "../findings/answer.ts";

/** The time against which certificates are checked. */
export interface ReferenceTime {
  readonly now: Date;
  /** The environment variable that set it; missing if it is the time of the clock. */
  readonly timeFrom?: string | undefined;
}

/** Adapts a finding that depends on the time. If the time is not that of the clock, the finding says so and gives no advice about certificates. */
export function atTime({ now, timeFrom }: ReferenceTime, remark: Required<Remark>): Required<Remark> {
  const { message } = remark;
  if (timeFrom === undefined) return remark;
  return {
    message: `${message} (\`${timeFrom}\` says that it is ${now.toISOString().slice(0, 10)} now)`,
    help: `unset \`${timeFrom}\` to check certificates against the clock, as in \`env -u ${timeFrom} fedc check\`, or set it to the time that you mean`,
  };
}
