import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ReadReports } from "../compiler/publish/forges/commit-report.ts";
import type { ForgeAccess } from "../compiler/publish/forges/forge-access.ts";
import { giteaReports } from "../compiler/publish/forges/gitea/commit-reports.ts";
import { gitLabReports } from "../compiler/publish/forges/gitlab/commit-reports.ts";
import { ForgeTrial, token, triedForges } from "./support/forges/forge-trial.ts";
import { reports } from "./support/github/double-reports.ts";
import { branch } from "./support/github/double-state.ts";

const readers: Readonly<Record<string, (access: ForgeAccess) => ReadReports>> = { GitLab: gitLabReports, Gitea: giteaReports };

const test = suite("reports on commits");

for (const forge of triedForges) {
  const reader = ({ double }: ForgeTrial, given = token): ReadReports => {
    const [, owner = "", repository = ""] = /^(.*)\/([^/]*)$/.exec(forge.place) ?? [];
    const read = readers[forge.name];
    assert.ok(read);
    const access = { apiUrl: double.url, owner, repository, token: async () => given, tokenName: "FEDC_TOKEN" };
    return read({ ...access, environment: { [forge.variable]: double.url }, sleep: async () => undefined });
  };

  test(`${forge.name}: reads those of the commit, with their states and times, over all pages`, async () => {
    const trial = await ForgeTrial.start(forge);
    const commit = branch(trial.repository, "main") ?? "";
    const at = Date.parse("2026-05-01T10:00:00Z");
    for (let i = 0; i < 130; i += 1) reports(trial.repository, { context: `ci/${i}`, state: "pending", commit, at });
    reports(trial.repository, { context: "federation", state: "success", commit, at });
    reports(trial.repository, { context: "federation", state: "failure", commit, at: at + 60_000 });
    reports(trial.repository, { context: "federation", state: "skipped", commit, at: at + 90_000 });
    reports(trial.repository, { context: "federation", state: "success", commit: "0".repeat(40), at });
    const { reports: found, unread } = await reader(trial)(commit);
    assert.equal([found.length, unread], [133, undefined]);
    const ours = found.filter(({ name }) => name === "federation").sort((a, b) => a.id - b.id);
    assert.equal(
      ours.map(({ state, at: time }) => [state, time - at]),
      [
        ["success", 0],
        ["failure", 60_000],
        ["pending", 90_000],
      ],
    );
    trial.end();
  });

  test(`${forge.name}: does not decide by a part of them`, async () => {
    const trial = await ForgeTrial.start(forge);
    const commit = branch(trial.repository, "main") ?? "";
    for (let i = 0; i < 2001; i += 1) reports(trial.repository, { context: `ci/${i}`, state: "success", commit });
    assert.match((await trial.failure(reader(trial)(commit))).message, /there are more than \d+ statuses/);
    trial.end();
  });

  test(`${forge.name}: fails where the token may not, or where the answer is something else`, async () => {
    const trial = await ForgeTrial.start(forge);
    assert.is((await trial.failure(reader(trial, "other")("0".repeat(40)))).problem, "token");
    trial.double.fault({ on: /statuses/, with: { status: 403, body: { message: "403 Forbidden" } } });
    assert.match((await trial.failure(reader(trial)("0".repeat(40)))).message, /may not read commit statuses/);
    trial.double.fault({ on: /statuses/, with: { status: 200, body: [{ status: "success" }] } });
    assert.match((await trial.failure(reader(trial)("0".repeat(40)))).message, /something else than commit statuses/);
    trial.end();
  });
}

test.run();
