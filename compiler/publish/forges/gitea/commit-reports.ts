import { commitReport, type ReadReports } from "../commit-report.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { jsonClient } from "../json-client.ts";
import { listAndTime } from "../pages.ts";
import { giteaCalls, giteaProfile } from "./calls.ts";

/** A warning is not a success. */
const states = { success: "success", failure: "failure", error: "failure", warning: "failure" } as const;

interface GiteaStatus {
  readonly id: number;
  readonly context: string;
  readonly status: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Reads the commit statuses of commits at Gitea or Forgejo. */
export function giteaReports(access: ForgeAccess): ReadReports {
  const ask = jsonClient({ profile: giteaProfile, access }, "token");
  const place = `repos/${encodeURIComponent(access.owner)}/${encodeURIComponent(access.repository)}`;
  return async (commit) => {
    const list = { call: giteaCalls.listStatuses, method: "GET" as const, path: `${place}/statuses/${commit}` };
    const { entries: statuses, readAt } = await listAndTime(
      giteaProfile,
      ({ page, per_page: limit }) => ask<readonly GiteaStatus[]>({ ...list, query: { page, limit } }),
      "statuses",
    );
    return {
      readAt,
      reports: statuses.map(({ id, context, status, created_at, updated_at }) =>
        commitReport(giteaProfile, { name: context, id, state: status, times: [created_at, updated_at] }, states),
      ),
    };
  };
}
