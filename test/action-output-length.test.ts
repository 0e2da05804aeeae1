/** GitHub takes 1 MB of outputs per job, so the Action cuts long lists and says so. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { outputTexts } from "../compiler/action/output-texts.ts";
import { ActionRepository, act } from "./support/action.ts";
import { largeFederation } from "./support/large-federation.ts";

const test = suite("length of outputs");
const items = Array.from({ length: 5000 }, (_, i) => ({ name: `entry ${i}`, text: "ü".repeat(20) }));

test("a list that is too long keeps its first items, and stays JSON", () => {
  const { texts, leftOut } = outputTexts({ mode: "preview", changes: items, approvals: ["@org/a"], files: {} });
  const kept = JSON.parse(texts.changes ?? "");
  assert.equal(kept, items.slice(0, kept.length));
  assert.ok(kept.length > 1000 && Buffer.byteLength(texts.changes ?? "") <= 90_000);
  assert.equal(leftOut, { changes: items.length - kept.length });
  assert.equal([texts.mode, texts.approvals, texts.files], ["preview", '["@org/a"]', "{}"]);
});

test("an object that is too long keeps its first fields, and an item that is too long alone leaves an empty list", () => {
  const files = Object.fromEntries(items.map(({ name, text }) => [name, text]));
  const { texts, leftOut } = outputTexts({ files, changes: ["x".repeat(100_000), "y"] });
  const kept = JSON.parse(texts.files ?? "");
  assert.equal(kept, Object.fromEntries(Object.entries(files).slice(0, Object.keys(kept).length)));
  assert.equal(leftOut, { files: items.length - Object.keys(kept).length, changes: 2 });
  assert.is(texts.changes, "[]");
});

/** A pull request that brings 300 services, and one run of the Action. */
const proposed = new ActionRepository({ "federation.yaml": largeFederation({ clusters: 4, exposures: 1, consumptions: 1 }) }).propose({
  "federation.yaml": largeFederation({ clusters: 4, exposures: 300, consumptions: 900 }),
});

async function run(inputs: Readonly<Record<string, string>>) {
  const folder = proposed.checkOut(proposed.trial);
  const acted = await act({ event: "pull_request", payload: proposed.pullRequest(), folder, sha: proposed.trial, inputs });
  return { ...acted, folder };
}

test("a large change: every output of the job fits, and the run says what is left out and where it is", async () => {
  const { status, outputs, summary, commands, stdout } = await run({ comment: "false" });
  assert.is(status, 0);
  const characters = Object.entries(outputs).reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  assert.ok(2 * characters < 1_000_000, `${characters} characters`);
  const leftOut = JSON.parse(outputs["left-out"] ?? "");
  assert.equal(Object.keys(leftOut), ["access-changes", "changes"]);
  const kept = JSON.parse(outputs["access-changes"] ?? "");
  assert.is(kept.length + leftOut["access-changes"], Number(outputs.gained));
  const message = `GitHub limits the length of outputs: \`access-changes\` lacks ${leftOut["access-changes"]} items and \`changes\` lacks ${leftOut.changes} items`;
  assert.ok(
    commands.some((line) => line.startsWith("::warning ") && line.includes(message) && line.includes("set the input `report` to a file")),
  );
  assert.match(summary.replaceAll("\\", ""), "access-changes` lacks");
  assert.match(summary, "**Some lists end early**, since GitHub limits the length. The log of the run has the report in full.");
  assert.ok(Buffer.byteLength(summary) < 1024 * 1024 && summary.length < 65_536);
  // The last service is in the log, which has no limit.
  assert.match(stdout, "service-299.team-19:8080 appears in cluster-");
});

test("the file of the report has everything", async () => {
  const { outputs, folder, commands } = await run({ comment: "false", report: "fedc-report.json" });
  assert.is(outputs.report, "fedc-report.json");
  const report = JSON.parse(readFileSync(join(folder, "fedc-report.json"), "utf8"));
  assert.equal([report.version, report.mode, report.against], [1, "preview", proposed.base]);
  assert.is(report.access.length, Number(outputs.gained));
  const entries = report.sections.flatMap(({ entries }: { readonly entries: readonly unknown[] }) => entries);
  assert.is(entries.length, JSON.parse(outputs.changes ?? "").length + JSON.parse(outputs["left-out"] ?? "").changes);
  assert.ok(report.objects.length > 1000 && Object.keys(report.files).length > 0);
  assert.ok(commands.some((line) => line.includes("`fedc-report.json` has all of them")));
});

test("nothing is left out of a small change", async () => {
  const small = new ActionRepository({ "federation.yaml": largeFederation({ clusters: 3, exposures: 1, consumptions: 1 }) }).propose({
    "federation.yaml": largeFederation({ clusters: 3, exposures: 2, consumptions: 2 }),
  });
  const folder = small.checkOut(small.trial);
  const { outputs, summary, commands } = await act({
    event: "pull_request",
    payload: small.pullRequest(),
    folder,
    sha: small.trial,
    inputs: { comment: "false" },
  });
  assert.equal([outputs["left-out"], outputs.report], ["{}", undefined]);
  assert.not.match(commands.join(), "limits the length");
  assert.not.match(summary, "end early");
});

test.run();
