import type { ReferenceTime } from "../3-check/reference-time.ts";
import { Failure } from "../findings/failure.ts";

/** The end of the last year that has four digits. */
const endOfYears = Date.UTC(9999, 11, 31) / 1000;

/**
 * The time that certificates are checked against: SOURCE_DATE_EPOCH if it is set, so that a build can be repeated, and the current time
 * otherwise. Throws a Failure if SOURCE_DATE_EPOCH is not a time.
 */
export function clock(): ReferenceTime {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === "") return { now: new Date() };
  const seconds = /^\d{1,12}$/.test(epoch) ? Number(epoch) : Number.NaN;
  if (!(seconds <= endOfYears)) {
    throw new Failure(
      `\`SOURCE_DATE_EPOCH\` is not a time: ${JSON.stringify(epoch).slice(0, 40)}`,
      "it is the number of seconds since 1970-01-01, such as 1795219200; unset it to use the clock",
    );
  }
  return { now: new Date(seconds * 1000), timeFrom: "SOURCE_DATE_EPOCH" };
}
