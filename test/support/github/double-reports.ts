import type { DoubleAnswer } from "./double-answers.ts";
import type { DoubleRepository, DoubleStatus } from "./double-state.ts";

/** The reports of one kind about a commit, with what each forge calls their parts. The newest come first, as GitHub has them. */
function reportsOf({ statuses }: DoubleRepository, commit: string, kind: "status" | "check") {
  return statuses
    .map((status, index) => ({ ...status, id: index + 1, time: new Date(status.at ?? Date.now()).toISOString().replace(/\.\d+/, "") }))
    .filter((status) => status.commit === commit && (status.kind ?? "status") === kind)
    .reverse();
}

export function gitHubStatuses(repository: DoubleRepository, commit: string): readonly object[] {
  return reportsOf(repository, commit, "status").map(({ id, context, state, description, time }) => ({
    ...{ id, context, state, description, created_at: time, updated_at: time },
  }));
}

/** Unless all are asked for, GitHub gives only the last run of each name, by the time of its end. */
export function gitHubCheckRuns(repository: DoubleRepository, commit: string, query: URLSearchParams): DoubleAnswer {
  const all = reportsOf(repository, commit, "check");
  const end = ({ state, time }: (typeof all)[number]) => (state === "pending" ? Number.POSITIVE_INFINITY : Date.parse(time));
  const latest = all.filter((one) => !all.some((other) => other.context === one.context && end(other) > end(one)));
  const runs = (query.get("filter") === "all" ? all : latest).map(({ id, context, state, time }) => {
    const over = state !== "pending";
    return {
      ...{ id, name: context, head_sha: commit, html_url: null, started_at: over ? time : null, completed_at: over ? time : null },
      ...{ status: over ? "completed" : "queued", conclusion: over ? state : null },
    };
  });
  return { status: 200, body: { total_count: runs.length, check_runs: runs } };
}

export function giteaStatuses(repository: DoubleRepository, commit: string): readonly object[] {
  return reportsOf(repository, commit, "status").map(({ id, context, state, description, time }) => ({
    ...{ id, context, status: state, description, created_at: time, updated_at: time },
  }));
}

/** GitLab's words for states, and its times: a status that is over has an end. */
export function gitLabStatuses(repository: DoubleRepository, commit: string): readonly object[] {
  const words: Readonly<Record<string, string>> = { failure: "failed" };
  return reportsOf(repository, commit, "status")
    .reverse()
    .map(({ id, context, state, description, time }) => ({
      ...{ id, sha: commit, ref: "main", status: words[state] ?? state, name: context, description, target_url: null },
      ...{ created_at: time, started_at: null, finished_at: state === "pending" ? null : time },
      ...{ allow_failure: false, coverage: null, pipeline_id: 7, author: { id: 1, username: "robot", name: "robot", state: "active" } },
    }));
}

/** Somebody, such as a GitOps tool, reports on a commit. */
export function reports(repository: DoubleRepository, status: Omit<DoubleStatus, "description">): void {
  repository.statuses.push({ description: "", at: Date.now(), ...status });
}
