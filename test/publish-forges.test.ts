import { suite } from "uvu";
import * as assert from "uvu/assert";
import { desired, ForgeTrial, triedForges } from "./support/forges/forge-trial.ts";
import { branch, git } from "./support/github/double-state.ts";

const { head: _head, base: _base, ...text } = desired;

const suites = triedForges.map((forge) => {
  const test = suite<{ trial: ForgeTrial }>(`publish: pull requests at ${forge.name}`);
  test.before.each(async (context) => {
    context.trial = await ForgeTrial.start(forge);
  });
  test.after.each(({ trial }) => trial.end());

  test("one is opened with labels and reviewers, and found again", async ({ trial }) => {
    assert.is(await trial.run().find("fedc/shop", "main"), undefined);
    const opened = await trial.run().open(desired);
    assert.equal(opened.text, text);
    assert.equal([opened.state, opened.headCommit], ["open", branch(trial.repository, "fedc/shop")]);
    assert.equal(await trial.run().find("fedc/shop", "main"), opened);
    const { labels, reviewers } = trial.pull(1);
    assert.equal({ labels, reviewers }, { labels: ["fedc"], reviewers: ["ada"] });
  });

  test("nothing is written where nothing differs", async ({ trial }) => {
    await trial.run().open(desired);
    trial.pull(1).body = "What changes.\r\n\r\nAnd why.";
    trial.double.calls.length = 0;
    const found = await trial.run().find("fedc/shop", "main");
    assert.ok(found);
    await trial.run().update(found, { ...desired, reviewers: ["Ada"] });
    assert.equal(trial.double.writes, []);
  });

  test("only what differs is changed, and what people added stays", async ({ trial }) => {
    const opened = await trial.run().open(desired);
    trial.pull(1).labels.push("mine");
    trial.pull(1).reviewers.push("bo");
    const updated = await trial.run().update(opened, { ...desired, title: "Other", labels: ["fedc", "new"] });
    const { title, body, labels, reviewers } = trial.pull(1);
    const expected = { title: "Other", body: desired.body, labels: ["fedc", "mine", "new"], reviewers: ["ada", "bo"] };
    assert.equal({ title, body, labels, reviewers }, expected);
    assert.is(updated.text.title, "Other");
  });

  test("a fork's branch of the same name, another base, and older ones do not count", async ({ trial }) => {
    const template = {
      ...trial.pull,
      labels: [],
      reviewers: [],
      teams: [],
      reviews: [],
      comments: [],
      author: "stranger",
      title: "t",
      body: "",
    };
    const add = (parts: object) =>
      trial.repository.pulls.push({
        ...{ ...template, head: "fedc/shop", base: "main", state: "open", merged: false, closedAt: undefined },
        ...{ number: trial.repository.pulls.length + 1, ...parts },
      } as never);
    add({ fork: "stranger/east" });
    add({ base: "release" });
    add({ head: "fedc/other" });
    assert.is(await trial.run().find("fedc/shop", "main"), undefined);
    add({ state: "closed", closedAt: "a".repeat(40) });
    add({ state: "closed", merged: true, closedAt: "b".repeat(40) });
    assert.is((await trial.run().find("fedc/shop", "main"))?.state, "merged");
    // Somebody else opened it from fedc's own branch: it is the one to update.
    add({});
    add({ fork: "stranger/east" });
    assert.is((await trial.run().open(desired)).number, 6);
    assert.is(trial.repository.pulls.filter(({ state }) => state === "open").length, 5);
  });

  test("one that was closed is still found when its branch is gone", async ({ trial }) => {
    const opened = await trial.run().open(desired);
    await trial.run().close(opened, "No longer needed.");
    git(trial.folder, ["update-ref", "-d", "refs/heads/fedc/shop"]);
    const found = await trial.run().find("fedc/shop", "main");
    assert.equal([found?.number, found?.state, found?.headCommit], [1, "closed", opened.headCommit]);
  });

  test("closing leaves a comment, which a second run does not repeat", async ({ trial }) => {
    const opened = await trial.run().open(desired);
    trial.double.fault({ on: forge.changes, with: { status: 403, body: { message: "no" } } });
    await trial.failure(trial.run().close(opened, "`main` holds it already.\n"));
    await trial.run().close(opened, "`main` holds it already.\n");
    assert.equal([trial.pull(1).state, trial.pull(1).comments], ["closed", ["`main` holds it already.\n"]]);
  });

  test("whom the forge does not let be asked is told, and not tried again until there is something new", async ({ trial }) => {
    const asking = { ...desired, reviewers: ["ada", "stranger", "org/nobody"] };
    await trial.run().open(asking);
    assert.equal(trial.pull(1).reviewers, ["ada"]);
    assert.is(trial.warned.length, 2);
    trial.double.calls.length = 0;
    const found = await trial.run().find("fedc/shop", "main");
    assert.ok(found);
    await trial.run().update(found, asking);
    assert.equal(trial.double.writes, []);
  });

  for (const broken of ["reset", "half"] as const)
    test(`an answer that is lost (${broken}) does not open a second one`, async ({ trial }) => {
      trial.double.fault({ on: forge.creates, done: true, with: broken });
      await trial.run().open(desired);
      assert.is(trial.repository.pulls.length, 1);
    });

  test("a server that fails is asked again, and an end of that is a failure", async ({ trial }) => {
    trial.double.fault({ on: forge.creates, times: 2, with: { status: 502, body: "<html>" } });
    await trial.run().open(desired);
    assert.is(trial.repository.pulls.length, 1);
    trial.double.fault({ on: /^GET/, times: 9, with: { status: 503 } });
    const failure = await trial.failure(trial.run().find("fedc/shop", "main"));
    assert.equal([failure.problem, failure.mayBeDone], ["unreachable", true]);
  });

  test("it waits as long as a limit asks for", async ({ trial }) => {
    trial.double.fault({ on: forge.creates, with: { status: 429, headers: { "retry-after": "17" }, body: { message: "Retry later" } } });
    await trial.run().open(desired);
    assert.ok(trial.slept.includes(17), String(trial.slept));
    assert.match(trial.said[0] ?? "", `${forge.name}'s secondary rate limit is used up: waiting 17 s`);
    trial.double.fault({ on: /^GET/, with: { status: 429, headers: { "retry-after": "3600" } } });
    assert.is((await trial.failure(trial.run().find("fedc/shop", "main"))).problem, "limit");
  });

  test("every refusal says what to do", async ({ trial }) => {
    const told = async (status: number, message: string, headers = {}) => {
      trial.double.fault({ on: /^GET/, with: { status, headers, body: { message } } });
      const { problem, message: shown, help } = await trial.failure(trial.run().find("fedc/shop", "main"));
      return [problem, `${shown}; ${help}`] as const;
    };
    const place = `\`${forge.place}\``;
    const [expired, how] = await told(401, "401 Unauthorized");
    assert.is(expired, "token");
    assert.match(how, `${forge.name} does not accept the token for ${place} in \`FEDC_TOKEN\``);
    const [forbidden, scope] = await told(403, "insufficient scope");
    assert.is(forbidden, "permission");
    assert.match(scope, /give it the scope/);
    const [missing, where] = await told(404, "404 Project Not Found");
    assert.is(missing, "not-found");
    assert.match(where, /see that `gitops.repository` is right/);
    const [locked, archive] = await told(423, "org/east is archived");
    assert.is(locked, "permission");
    assert.match(archive, /take it out of the archive/);
    assert.equal((await told(409, "conflict"))[0], "refused");
    assert.equal((await told(422, "wrong"))[0], "refused");
    const [gone, moved] = await told(301, "Moved", { location: "https://evil.example/" });
    assert.is(gone, "not-found");
    assert.match(moved, "write its new address into `gitops.repository`");
    assert.equal((await told(418, "teapot"))[0], "unexpected");
  });

  test("a project that was renamed is not followed, and no token goes there", async ({ trial }) => {
    trial.double.moved.set(forge.place, "elsewhere");
    assert.match((await trial.failure(trial.run().find("fedc/shop", "main"))).message, "has moved");
    assert.is(trial.double.calls.length, 1);
  });

  test("an answer of another shape is a failure, and no fault of the program", async ({ trial }) => {
    for (const body of [{}, [null], [{ iid: 1, number: 1 }], "<html>login</html>", [{ labels: "x" }]]) {
      trial.double.fault({ on: /^GET/, times: 4, with: { status: 200, body } });
      const { problem, help } = await trial.failure(trial.run().find("fedc/shop", "main"));
      assert.ok(problem === "unexpected" || problem === "unreachable", problem);
      assert.match(help ?? "", forge.variable);
      await trial
        .run()
        .find("fedc/shop", "main")
        .catch(() => undefined);
    }
  });

  test("a server that does not answer, and one that is not there", async ({ trial }) => {
    trial.double.fault({ on: /^GET/, times: 9, with: "hang" });
    assert.match((await trial.failure(trial.run({ patience: 50 }).find("fedc/shop", "main"))).message, /did not answer in time/);
    const away = trial.run({ apiUrl: "http://localhost:9/api", environment: {} });
    assert.match((await trial.failure(away.find("fedc/shop", "main"))).help ?? "", `name its API in \`${forge.variable}\``);
    const open = trial.run({ apiUrl: "http://203.0.113.1/api" });
    assert.match((await trial.failure(open.find("fedc/shop", "main"))).message, /is not https/);
  });

  test("a token without rights, and one for other repositories", async ({ trial }) => {
    trial.double.tokens.set("reader", { login: "robot", write: false });
    trial.double.tokens.set("other", { login: "robot", write: true, repositories: ["org/other"] });
    assert.is((await trial.failure(trial.run({ token: async () => "reader" }).open(desired))).problem, "permission");
    assert.is((await trial.failure(trial.run({ token: async () => "other" }).open(desired))).problem, "not-found");
    assert.is((await trial.failure(trial.run({ token: async () => "two\nlines" }).open(desired))).problem, "token");
    assert.is(trial.repository.pulls.length, 0);
  });

  return test;
});

for (const test of suites) test.run();
