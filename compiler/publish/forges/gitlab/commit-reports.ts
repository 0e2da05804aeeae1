import { commitReport, type ReadReports } from "../commit-report.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { jsonClient } from "../json-client.ts";
import { listAndTime } from "../pages.ts";
import { gitLabCalls, gitLabProfile } from "./calls.ts";

const states = { success: "success", failed: "failure", canceled: "failure" } as const;

interface GitLabStatus {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly created_at: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

/** Reads the commit statuses of commits at GitLab, where the jobs of pipelines are statuses too. */
export function gitLabReports(access: ForgeAccess): ReadReports {
  const ask = jsonClient({ profile: gitLabProfile, access }, "Bearer");
  const commits = `projects/${encodeURIComponent(`${access.owner}/${access.repository}`)}/repository/commits`;
  return async (commit) => {
    // `all` brings those too that a later one of the same name has replaced.
    const list = { call: gitLabCalls.listStatuses, method: "GET" as const, path: `${commits}/${commit}/statuses` };
    const { entries: statuses, readAt } = await listAndTime(
      gitLabProfile,
      (page) => ask<readonly GitLabStatus[]>({ ...list, query: { all: "true", ...page } }),
      "statuses",
    );
    return {
      readAt,
      reports: statuses.map(({ id, name, status, created_at, started_at, finished_at }) =>
        commitReport(gitLabProfile, { name, id, state: status, times: [created_at, started_at, finished_at] }, states),
      ),
    };
  };
}
