import { grouped } from "../../2-resolve/grouped.ts";
import { matchesStatus } from "../../2-resolve/status-pattern.ts";
import type { CommitReport } from "../forges/commit-report.ts";

/** How a cluster says that it has applied a commit. */
export interface SyncRule {
  /** Patterns over the names of statuses. For each, some status must have succeeded. */
  readonly statuses: readonly string[];
  /** How long a success must have stood, in milliseconds. */
  readonly hold: number;
}

/** A commit that holds the live overlay, and what is reported of it. */
export interface ReportedCommit {
  readonly commit: string;
  readonly reports: readonly CommitReport[];
}

/**
 * Whether a cluster has applied its live overlay. `waiting`: it will tell, or it has succeeded too lately. `failed`: it tells of a failure.
 * `unknown`: it cannot be told. Only `synced` lets the next wave out.
 */
export interface SyncState {
  readonly kind: "synced" | "waiting" | "failed" | "unknown";
  /** A sentence without its subject, which is the cluster. */
  readonly message: string;
  readonly help?: string;
}

/** A report with the position of its commit: 0 is the newest. */
interface PlacedReport extends CommitReport {
  readonly position: number;
}

/**
 * Judges the reports of the commits that hold the live overlay, the newest first. Every status that matches must have succeeded on one of
 * them, and every pattern must have such a status. A failure counts if its commit is newer, or if it came later: reports come late and in any order, so both orders must agree.
 */
export function judgeSync({ statuses, hold }: SyncRule, commits: readonly ReportedCommit[], now: number): SyncState {
  const placed = commits.flatMap(({ reports }, position) =>
    reports.flatMap((report) => (statuses.some((status) => matchesStatus(status, report.name)) ? [{ ...report, position }] : [])),
  );
  const states = [...grouped(placed, ({ name }) => name).values()].map((reports) => stateOf(reports, commits));
  const [worst] = states.filter(({ kind }) => kind !== "synced");
  const failed = states.find(({ kind }) => kind === "failed");
  if (failed) return failed;
  const missing = statuses.find((status) => !placed.some(({ name }) => matchesStatus(status, name)));
  if (missing !== undefined) return nothing(missing, commits);
  if (worst) return worst;
  const since = Math.max(...states.map(({ at }) => at));
  const left = since + hold - now;
  const [first] = states;
  if (left > 0)
    return { kind: "waiting", message: `${first?.message ?? ""} just now: fedc waits ${wholeSeconds(left)} for a failure after it` };
  return { kind: "synced", message: first?.message ?? "" };
}

/** The state of one status, with the time of its success. */
function stateOf(reports: readonly PlacedReport[], commits: readonly ReportedCommit[]): SyncState & { readonly at: number } {
  const byCommit = [...grouped(reports, ({ position }) => position).values()].map(inOrder);
  const shown = ({ name, position }: PlacedReport) => `\`${name}\` at ${commits[position]?.commit.slice(0, 12)}`;
  const decisive: PlacedReport[] = [];
  for (const [last, ...before] of byCommit.sort(([a], [b]) => (a?.position ?? 0) - (b?.position ?? 0))) {
    if (!last) continue;
    // Work that began again after a success or failure has no result yet. Before the first result, the result of an older commit stands.
    if (last.state === "pending" && before.some(({ state }) => state !== "pending") && decisive.length === 0)
      return { kind: "waiting", message: `is at work again: ${shown(last)} is pending`, at: last.at };
    if (last.state !== "pending") decisive.push(last);
  }
  const [newest] = decisive;
  const [any] = reports;
  if (!newest) return { kind: "waiting", message: any ? `is at work: ${shown(any)} is pending` : "", at: 0 };
  const failure = newest.state === "failure" ? newest : decisive.find(({ state, at }) => state === "failure" && at > newest.at);
  if (failure) {
    const after = failure === newest ? "" : ", which came after a success";
    return { kind: "failed", message: `has failed: ${shown(failure)} is a failure${after}`, at: failure.at };
  }
  return { kind: "synced", message: `has synced: ${shown(newest)} succeeded`, at: newest.at };
}

/** How much a state speaks against a success. */
const doubt = { success: 0, pending: 1, failure: 2 } as const;

/**
 * The reports of one commit, the last one first. Programs give the times of their check runs by clocks of their own. So if the one with the
 * last time is not the one that was made last, the one that is less of a success counts.
 */
function inOrder(reports: readonly PlacedReport[]): readonly PlacedReport[] {
  const byTime = [...reports].sort((a, b) => b.at - a.at || b.id - a.id);
  const [last] = byTime;
  const [made] = [...reports].sort((a, b) => b.id - a.id);
  if (!last || !made || doubt[made.state] <= doubt[last.state]) return byTime;
  return [made, ...byTime.filter((report) => report !== made)];
}

function nothing(status: string, commits: readonly ReportedCommit[]): SyncState {
  const names = [...new Set(commits.flatMap(({ reports }) => reports.map(({ name }) => `\`${name}\``)))];
  const others =
    names.length === 0
      ? "nothing else has either"
      : `only ${names.slice(0, 3).join(", ")}${names.length > 3 ? " and others have" : names.length > 1 ? " have" : " has"}`;
  const from = commits.at(-1)?.commit.slice(0, 12) ?? "the overlay";
  return { kind: "waiting", message: `has not reported: no status \`${status}\` at ${from}, which holds its overlay, or later; ${others}` };
}

function wholeSeconds(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
