import { type CommitReports, commitReport, type ReadReports } from "../commit-report.ts";
import { ForgeFailure } from "../forge.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { listAndTime, wholeList } from "../pages.ts";
import { client } from "./client.ts";
import { gitHubProfile, placeOf, unexpectedAnswer } from "./profile.ts";

const ofStatus = { success: "success", failure: "failure", error: "failure" } as const;
/** Other conclusions, such as `neutral` and `skipped`, tell of no success. */
const ofCheckRun = {
  success: "success",
  failure: "failure",
  cancelled: "failure",
  timed_out: "failure",
  startup_failure: "failure",
} as const;

/** Reads the commit statuses and the check runs of commits at GitHub. A token that may not read check runs still reads statuses. */
export function gitHubReports(access: ForgeAccess): ReadReports {
  const { rest } = client(access);
  const at = (commit: string) => ({ ...placeOf(access), ref: commit });
  return async (commit) => {
    const { entries: statuses, readAt } = await listAndTime(
      gitHubProfile,
      (page) => rest.repos.listCommitStatusesForRef({ ...at(commit), ...page }),
      "statuses",
    );
    const checks = async (): Promise<CommitReports> => {
      const runs = await wholeList(
        gitHubProfile,
        async (page) => {
          // `all` brings those too that a later one of the same name has replaced, such as a failure while the check runs again.
          const { data, headers } = await rest.checks.listForRef({ ...at(commit), filter: "all", ...page });
          if (!Array.isArray(data?.check_runs)) throw unexpectedAnswer("check runs");
          return { data: data.check_runs, headers };
        },
        "check runs",
      );
      return {
        reports: runs.map(({ id, name, status, conclusion, started_at, completed_at }) =>
          commitReport(
            gitHubProfile,
            // A check run that has not begun has no time, and is later than all that is over.
            {
              ...{ name, id, state: status === "completed" ? conclusion : status },
              times: [started_at, completed_at, ...(status === "completed" ? [] : ["9999-12-31T00:00:00Z"])],
            },
            ofCheckRun,
          ),
        ),
      };
    };
    const { reports, unread } = await checks().catch((error: unknown) => {
      if (!(error instanceof ForgeFailure && error.problem === "permission")) throw error;
      return { reports: [], unread: error.report };
    });
    return {
      readAt,
      reports: [
        ...statuses.map(({ id, context, state, created_at, updated_at }) =>
          commitReport(gitHubProfile, { name: context, state, id, times: [created_at, updated_at] }, ofStatus),
        ),
        ...reports,
      ],
      ...(unread && { unread }),
    };
  };
}
