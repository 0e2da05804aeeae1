import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ActionRepository, act, pem } from "./support/action.ts";
import { GitServer } from "./support/git-server.ts";
import { reports } from "./support/github/double-reports.ts";
import { GitHubDouble } from "./support/github/github-double.ts";
import { federation } from "./support/publishing.ts";

const delivery = suite("the GitHub Action after the merge");
const server = await GitServer.start();
delivery.after(() => server.close());
let made = 0;

/** A federation of two clusters that get commits, and a runner on its default branch. */
function merged() {
  made += 1;
  const [a, b] = [server.make(`org/a${made}`, { "x.yaml": "x\n" }), server.make(`org/b${made}`, { "x.yaml": "x\n" })];
  const clusters = { a: { repository: a.address }, b: { repository: b.address } };
  const text = federation(clusters);
  const origin = new ActionRepository({ "federation.yaml": text, "trust/own.pem": pem });
  const pushed = origin.push({ "federation.yaml": `# a remark\n${text}` });
  const payload = (ref = "refs/heads/main", before = origin.base) => ({
    ref,
    before,
    repository: { full_name: "org/federation", default_branch: "main" },
  });
  const run = (event: string, { commit = pushed, depth = 0, inputs = {}, payload: given = payload() as object } = {}) =>
    act({ event, payload: given, folder: origin.checkOut(commit, depth), sha: commit, inputs, environment: server.environment });
  return { a, b, clusters, origin, pushed, payload, run };
}

const outcomes = (overlays = "[]") =>
  (JSON.parse(overlays) as { cluster: string; outcome: string }[]).map(({ cluster, outcome }) => `${cluster} ${outcome}`);

delivery("a push to the default branch is built and published, once", async () => {
  const { a, b, origin, pushed, payload } = merged();
  const folder = origin.checkOut(pushed, 0);
  const step = { event: "push", payload: payload(), folder, sha: pushed, inputs: { out: "out" }, environment: server.environment };
  const first = await act(step);
  assert.equal([first.status, first.commands, first.outputs.mode], [0, [], "publish"], first.summary);
  assert.equal(outcomes(first.outputs.overlays), ["a committed", "b committed"]);
  assert.ok(existsSync(join(folder, "out/a/generated/kustomization.yaml")));
  assert.is(a.files()["federation/generated/kustomization.yaml"] !== undefined, true);
  assert.match(first.summary, /^ {4}a {2}committed/m);
  const second = await act(step);
  assert.equal(outcomes(second.outputs.overlays), ["a unchanged", "b unchanged"]);
  assert.equal([a.count(), b.count()], [2, 2]);
});

delivery("nothing is published of a pull request, of another branch, or where it is not clear", async () => {
  const { a, run, payload, origin } = merged();
  const branch = await run("push", { payload: payload("refs/heads/topic") });
  assert.equal([branch.status, branch.outputs.mode], [0, "check"]);
  assert.match(branch.summary, /federation\.yaml is fine: 2 clusters, 1 service, 1 grant\n/);
  const others = [
    payload("refs/tags/main"),
    payload("refs/tags/refs/heads/main"),
    payload("refs/heads/refs/heads/main"),
    payload("refs/heads/undefined"),
    { ...payload(), after: "0".repeat(40), deleted: true },
    { ...payload("refs/heads/undefined"), repository: { full_name: "org/federation" } },
  ];
  for (const one of others) assert.is((await run("push", { payload: one })).outputs.mode, "check", JSON.stringify(one));
  origin.propose({ x: "y" });
  for (const event of ["pull_request", "pull_request_target"]) {
    const asked = await run(event, { payload: origin.pullRequest(), inputs: { mode: "publish" } });
    assert.is(asked.status, 1);
    assert.match(asked.commands.join(), "a pull request is not published before it is merged");
  }
  const unclear = await run("workflow_dispatch");
  assert.match(unclear.commands.join(), "the event `workflow_dispatch` has no mode of its own");
  assert.is(a.count(), 1);
});

delivery("a repository that refuses fails the step, and tells which", async () => {
  const { a, run } = merged();
  a.refuse("protected by a hook");
  const { status, outputs, commands, summary } = await run("push");
  assert.is(status, 1);
  assert.equal(outcomes(outputs.overlays), ["a failed", "b committed"]);
  assert.match(commands.join(), /::error title=fedc::1 of 2 overlays did not get to their repository/);
  assert.match(summary, "**This step fails:** 1 of 2 overlays did not get to their repository. Correct that, then publish again");
});

delivery("a cluster that left the file while it holds something is found by what stood before the push", async () => {
  const { clusters, origin, payload, run } = merged();
  const gone = origin.push({ "federation.yaml": federation({ a: clusters.a }) });
  const reported = await run("push", { commit: gone });
  assert.is(reported.status, 1);
  assert.match(reported.commands.join(), "`b` is no longer in the file");
  const shallow = await run("push", { commit: gone, depth: 1, payload: payload() });
  assert.match(shallow.commands.join(), "::warning title=fedc::the commit before this push was not fetched");
});

delivery("on schedule, something else in a repository is drift, and nothing is written", async () => {
  const { a, run } = merged();
  const early = await run("schedule", { payload: {} });
  assert.equal([early.status, early.outputs.drift], [1, "true"]);
  assert.is((await run("push")).status, 0);
  const calm = await run("schedule", { payload: {} });
  assert.equal([calm.status, calm.outputs.mode, calm.outputs.drift, calm.commands], [0, "drift", "false", []]);
  const file = Object.keys(a.files()).find((name) => name.endsWith("README.md")) ?? "";
  a.commit({ [file]: "by hand" });
  const drifted = await run("schedule", { payload: {} });
  assert.equal([drifted.status, drifted.outputs.drift, a.count()], [1, "true", 3]);
});

delivery("a file with errors is delivered nowhere, and a queue for merging is previewed", async () => {
  const { a, origin, run, pushed } = merged();
  const broken = origin.push({ "federation.yaml": "kind: Federation\n" });
  const { status, outputs, commands } = await run("push", { commit: broken });
  assert.equal([status, outputs.ok, a.count()], [1, "false", 1]);
  assert.match(commands[0] ?? "", "::error file=federation.yaml,line=1,");
  const queue = await run("merge_group", { commit: pushed, payload: { merge_group: { head_sha: pushed, base_sha: origin.base } } });
  assert.equal([queue.status, queue.outputs.mode, queue.outputs.gained], [0, "preview", "0"]);
});

delivery("a folder that holds something else is not written to, and what was published is told", async () => {
  const { origin, pushed, payload } = merged();
  const folder = origin.checkOut(pushed, 0);
  mkdirSync(join(folder, "out/a/generated"), { recursive: true });
  writeFileSync(join(folder, "out/a/generated/mine.yaml"), "mine");
  const step = { event: "push", payload: payload(), folder, sha: pushed, inputs: { out: "out" }, environment: server.environment };
  const { status, outputs } = await act(step);
  assert.equal([status, outputs.out, outcomes(outputs.overlays)], [1, undefined, ["a committed", "b committed"]]);
});

delivery("a run on schedule that publishes carries waves on, as far as clusters have reported the last one", async () => {
  made += 1;
  const github = await new GitHubDouble().start();
  github.tokens.set(server.token, { login: "robot", write: true });
  const cluster = (name: string) => {
    const repository = server.make(`org/${name}${made}`, { "x.yaml": "x\n" });
    return { repository, known: github.repository(`org/${name}${made}`, repository.folder) };
  };
  const [a, b] = [cluster("a"), cluster("b")];
  const of = ({ repository }: typeof a) => ({ repository: repository.address, deploy: true, synced: "federation" });
  const origin = new ActionRepository({ "federation.yaml": federation({ a: of(a), b: of(b) }), "trust/own.pem": pem });
  const environment = { ...server.environment, GITHUB_API_URL: github.url };
  const run = async (commit = origin.base) => {
    const folder = origin.checkOut(commit, 0);
    const { status, outputs, summary } = await act({
      event: "schedule",
      payload: {},
      folder,
      sha: commit,
      inputs: { mode: "publish" },
      environment,
    });
    assert.is(status, 0, summary);
    return { outcomes: outcomes(outputs.overlays), summary };
  };
  try {
    assert.equal((await run()).outcomes, ["a committed", "b committed"]);
    const early = await run();
    assert.equal(early.outcomes, ["a unchanged", "b waiting"]);
    assert.match(early.summary, "wave 2 waits for `a`, which has not reported");
    // A cluster that says nothing holds the wave back, since nobody has looked.
    for (const { known, repository } of [a, b])
      reports(known, { context: "federation", state: "success", commit: repository.head() ?? "" });
    const silent = origin.push({ "federation.yaml": federation({ a: { ...of(a), synced: "" }, b: of(b) }) });
    assert.match((await run(silent)).summary, "wave 2 waits for `a`, which does not say how it reports that it has synced");
    assert.equal((await run()).outcomes, ["a unchanged", "b committed"]);
    assert.equal(github.problems, []);
  } finally {
    github.stop();
  }
});

delivery.run();
