import { mkdirSync, rmSync } from "node:fs";
import { Gitea } from "../gitops/gitea.ts";
import { state } from "../machine/paths.ts";
import { stopProcesses } from "../machine/processes.ts";
import { ForgeSetting, type SettingParts } from "./forge-setting.ts";
import { tryKilled } from "./trial-killed.ts";
import { organization, tryOrganization } from "./trial-organization.ts";
import { tryMergedInAnyOrder, tryPullRequests } from "./trial-pull-requests.ts";
import { trySigned } from "./trial-signed.ts";
import { tryStatuses } from "./trial-statuses.ts";
import { sliceDifferences, WatchedApi } from "./watched-api.ts";

/** Not that of a Gitea for meshes. */
const port = 3444;

interface ForgeTrial {
  readonly shows: string;
  readonly parts: SettingParts;
  readonly run: (setting: ForgeSetting) => Promise<void>;
}

/** By name. Each has repositories of its own. */
const trials: Readonly<Record<string, ForgeTrial>> = {
  "pull-requests": {
    shows: "twenty repositories, and what people do to proposals",
    parts: { prefix: "p", count: 20 },
    run: tryPullRequests,
  },
  "any-order": { shows: "proposals that are merged in any order", parts: { prefix: "o", count: 20 }, run: tryMergedInAnyOrder },
  killed: { shows: "fedc killed at thirty moments", parts: { prefix: "k", count: 6 }, run: tryKilled },
  signed: { shows: "branches that demand verified signatures", parts: { prefix: "s", count: 3, delivery: "commit" }, run: trySigned },
  organization: { shows: "labels and a team of an organization", parts: { prefix: "t", count: 3, organization }, run: tryOrganization },
  statuses: {
    shows: "waves by statuses",
    parts: { prefix: "w", count: 3, delivery: "commit", synced: "kustomization/federation/*" },
    run: tryStatuses,
  },
};

/** Tries `fedc publish` at a real Gitea. Returns how many trials failed. */
export async function runForgeTrials(names: readonly string[], write: (line: string) => void): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(trials, name));
  if (unknown.length > 0) throw new Error(`there is no trial ${unknown.join(", ")}: there are ${Object.keys(trials).join(", ")}`);
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stopProcesses().then(() => process.exit(130)));
  try {
    const gitea = await Gitea.start(port);
    await gitea.ask("POST", "orgs", { username: organization, visibility: "private" });
    const description = await gitea.description();
    const differs = sliceDifferences(description);
    write(
      `${differs.length === 0 ? "ok  " : "FAIL"} Gitea describes its API as the tests do${differs.map((name) => ` but ${name}`).join()}`,
    );
    let failed = differs.length === 0 ? 0 : 1;
    for (const [name, trial] of Object.entries(trials).filter(([one]) => names.length === 0 || names.includes(one))) {
      write(`== ${name}: ${trial.shows}`);
      const api = await WatchedApi.start(description, gitea.target);
      const begun = Date.now();
      const problem = await tryOne(trial, gitea, api, write).catch(said);
      api.stop();
      if (problem !== undefined) failed += 1;
      const took = `${Math.round((Date.now() - begun) / 1000)} s, ${api.calls.length} calls`;
      write(problem === undefined ? `ok   ${name}: ${took}` : `FAIL ${name}: ${took}\n${problem}`);
    }
    return failed;
  } finally {
    await stopProcesses();
    rmSync(state, { recursive: true, force: true });
  }
}

/** Assertions have what differs beside their message. */
function said(error: Error & { readonly details?: string }): string {
  return `${error.stack}${error.details ?? ""}`;
}

async function tryOne({ parts, run }: ForgeTrial, gitea: Gitea, api: WatchedApi, say: (line: string) => void): Promise<string | undefined> {
  await run(await ForgeSetting.make({ gitea, api, say }, parts));
  const problems = [...new Set(api.problems)];
  return problems.length === 0 ? undefined : `not as Gitea describes its API:\n${problems.slice(0, 20).join("\n")}`;
}
