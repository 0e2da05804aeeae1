import type { Remark } from "../../findings/answer.ts";
import { unexpectedFrom } from "./answer.ts";
import type { ForgeProfile } from "./forge-access.ts";

/** A commit status or a check run: what a program says about one commit. */
export interface CommitReport {
  readonly name: string;
  readonly state: "success" | "failure" | "pending";
  /** In milliseconds since 1970, by the clock of the forge. */
  readonly at: number;
  /** Grows with each report, and tells which of two in the same second is the later one. */
  readonly id: number;
}

/** The reports of one commit. */
export interface CommitReports {
  readonly reports: readonly CommitReport[];
  /** When they were read, by the clock of the forge as that of the reports is; undefined if it does not tell. */
  readonly readAt?: number | undefined;
  /** Why a part of them could not be read. */
  readonly unread?: Remark;
}

/** Reads the reports of commits. Throws a ForgeFailure if the forge refuses. */
export type ReadReports = (commit: string) => Promise<CommitReports>;

/** A report as a forge writes it. */
export interface WrittenReport {
  readonly name: unknown;
  readonly state: unknown;
  readonly id: unknown;
  readonly times: readonly unknown[];
}

/**
 * Reads a report. A state that is not known is neither a success nor over. The last time counts, since a report may be changed after it was
 * made. Throws a ForgeFailure if it is no report.
 */
export function commitReport(
  profile: ForgeProfile,
  { name, state, id, times }: WrittenReport,
  meanings: Readonly<Record<string, CommitReport["state"]>>,
): CommitReport {
  const known = times.flatMap((time) => (typeof time === "string" ? [Date.parse(time)] : [])).filter((time) => !Number.isNaN(time));
  if (typeof name !== "string" || typeof state !== "string" || typeof id !== "number" || known.length === 0)
    throw unexpectedFrom(profile, "commit statuses");
  return { name, state: Object.hasOwn(meanings, state) ? (meanings[state] ?? "pending") : "pending", at: Math.max(...known), id };
}
