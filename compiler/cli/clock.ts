import { Failure } from "./failure.ts";

/** The time that certificates are held against: SOURCE_DATE_EPOCH, so that a build can be repeated, or else now. Throws a Failure for a wrong one. */
export function clock(): Date {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === "") return new Date();
  const date = new Date(/^\d{1,12}$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw new Failure(
      "`SOURCE_DATE_EPOCH` is not a time",
      "it is the number of seconds since 1970-01-01, such as 1795219200; unset it to use the clock",
    );
  }
  return date;
}
