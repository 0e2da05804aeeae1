import { suite } from "uvu";
import * as assert from "uvu/assert";
import { branch, git } from "./support/github/double-state.ts";
import { Trial, wanted } from "./support/github/trial.ts";

const github = suite<{ trial: Trial }>("publish: pull requests at GitHub");

github.before.each(async (context) => {
  context.trial = await Trial.start();
});
github.after.each(({ trial }) => trial.stop());

github("opens one with labels and reviewers, and finds it again", async ({ trial }) => {
  assert.is(await trial.hosting().find("fedc/shop", "main"), undefined);
  const opened = await trial.hosting().open(wanted);
  const { head: _head, base: _base, ...text } = wanted;
  assert.equal(opened.text, text);
  assert.is(opened.state, "open");
  assert.is(opened.headCommit, branch(trial.repository, "fedc/shop"));
  const found = await trial.hosting().find("fedc/shop", "main");
  assert.equal(found, opened);
  assert.is(found?.url, "https://github.example/org/east/pull/1");
  const { labels, reviewers, teams } = trial.pull(1);
  assert.equal({ labels, reviewers, teams }, { labels: ["fedc"], reviewers: ["ada"], teams: ["platform"] });
});

github("writes nothing where nothing differs", async ({ trial }) => {
  const opened = await trial.hosting().open(wanted);
  trial.pull(1).body = "What changes.\r\n\r\nAnd why.";
  trial.forget();
  const found = await trial.hosting().find("fedc/shop", "main");
  assert.ok(found);
  const updated = await trial.hosting().update(found, { ...wanted, labels: ["FEDC"], reviewers: ["Ada", "org/Platform"] });
  assert.is(updated.number, opened.number);
  assert.equal(trial.double.writes, []);
});

github("changes only what differs, and takes away nothing that people added", async ({ trial }) => {
  const opened = await trial.hosting().open(wanted);
  trial.pull(1).labels.push("mine");
  trial.forget();
  const updated = await trial.hosting().update(opened, { ...wanted, title: "Other", labels: ["fedc", "new"], reviewers: ["ada", "bo"] });
  assert.equal(trial.double.writes, [
    "POST /repos/org/east/pulls/1/requested_reviewers",
    "POST /repos/org/east/issues/1/labels",
    "PATCH /repos/org/east/pulls/1",
  ]);
  const { title, labels, reviewers, body } = trial.pull(1);
  assert.equal(
    { title, labels, reviewers, body },
    { title: "Other", labels: ["fedc", "mine", "new"], reviewers: ["ada", "bo"], body: wanted.body },
  );
  assert.is(updated.text.title, "Other");
});

github("does not ask again who has reviewed, nor a team after any review", async ({ trial }) => {
  await trial.hosting().open(wanted);
  trial.double.review(trial.pull(1), "ada");
  trial.pull(1).teams = [];
  trial.forget();
  const found = await trial.hosting().find("fedc/shop", "main");
  assert.ok(found);
  await trial.hosting().update(found, { ...wanted, body: "Something else." });
  assert.equal(trial.double.writes, ["PATCH /repos/org/east/pulls/1"]);
});

github("asks the others where one cannot be asked, warns, and does not try again until there is something new", async ({ trial }) => {
  const text = { ...wanted, reviewers: ["ada", "stranger", "org/nobody", "robot"] };
  await trial.hosting().open(text);
  assert.equal(trial.pull(1).reviewers, ["ada"]);
  assert.is(trial.warned.length, 3);
  assert.match(trial.warned[0] ?? "", "`stranger` cannot be asked to review https://github.example/org/east/pull/1");

  trial.forget();
  const again = await trial.hosting().find("fedc/shop", "main");
  assert.ok(again);
  await trial.hosting().update(again, text);
  assert.equal(trial.double.writes, []);
  assert.is(trial.warned.length, 6);

  trial.repository.pulls[0]?.reviewers.splice(0);
  const found = await trial.hosting().find("fedc/shop", "main");
  assert.ok(found);
  await trial.hosting().update(found, text);
  assert.equal(trial.pull(1).reviewers, ["ada"], "whom it can ask, it asks");

  trial.forget();
  await trial.hosting().update(found, { ...text, body: "Something else." });
  assert.ok(trial.double.writes.length > 1, "with a new text it tries again");
  assert.match(trial.pull(1).body, /^Something else\.\n\n<!-- fedc could not ask: stranger, org\/nobody, robot -->\n$/);
});

github("closes with a comment, which a second run does not repeat", async ({ trial }) => {
  const opened = await trial.hosting().open(wanted);
  trial.double.fault({ on: /^PATCH/, with: { status: 403, body: { message: "Resource not accessible" } } });
  await trial.failure(trial.hosting().close(opened, "No longer needed.\n"));
  assert.is(trial.pull(1).state, "open");
  await trial.hosting().close(opened, "No longer needed.\n");
  assert.is(trial.pull(1).state, "closed");
  assert.equal(trial.pull(1).comments, ["No longer needed.\n"]);
});

github("finds a comment beyond the first page", async ({ trial }) => {
  const opened = await trial.hosting().open(wanted);
  for (let i = 0; i < 230; i += 1) trial.pull(1).comments.push(`talk ${i}`);
  trial.pull(1).comments.push("No longer needed.");
  await trial.hosting().close(opened, "No longer needed.");
  assert.is(trial.pull(1).comments.length, 231);
});

github("tells closed from merged, and finds the newest of them, but rather the open one", async ({ trial }) => {
  const hosting = trial.hosting();
  await hosting.close(await hosting.open(wanted), "one");
  assert.is((await hosting.find("fedc/shop", "main"))?.state, "closed");
  await hosting.close(await hosting.open(wanted), "two");
  trial.pull(2).merged = true;
  const found = await hosting.find("fedc/shop", "main");
  assert.equal([found?.number, found?.state], [2, "merged"]);
  trial.pull(1).state = "open";
  assert.is((await hosting.find("fedc/shop", "main"))?.number, 1);
});

github("keeps the commit that a pull request was closed at", async ({ trial }) => {
  const hosting = trial.hosting();
  const opened = await hosting.open(wanted);
  await hosting.close(opened, "no");
  git(trial.folder, ["update-ref", "refs/heads/fedc/shop", "refs/heads/main"]);
  assert.is((await hosting.find("fedc/shop", "main"))?.headCommit, opened.headCommit);
});

github("finds its own behind more of a fork's than one page", async ({ trial }) => {
  const opened = await trial.hosting().open(wanted);
  const ours = trial.pull(1);
  for (let number = 2; number < 150; number += 1)
    trial.repository.pulls.push({ ...ours, number, fork: "org/fork", state: "closed", closedAt: ours.head });
  trial.forget();
  assert.is((await trial.hosting().find("fedc/shop", "main"))?.url, opened.url);
  assert.is(trial.double.calls.length, 2);
});

github("is not misled by forks of the same owner, or by another base", async ({ trial }) => {
  await trial.hosting().open(wanted);
  const ours = trial.pull(1);
  trial.repository.pulls.push({ ...ours, number: 2, fork: "org/fork" }, { ...ours, number: 4, base: "dev" });
  assert.is((await trial.hosting().find("fedc/shop", "main"))?.number, 1);
});

github("takes the pull request that somebody else opened at the same time", async ({ trial }) => {
  const both = await Promise.all([trial.hosting().open(wanted), trial.hosting().open({ ...wanted, title: "Second" })]);
  assert.equal(
    both.map(({ number }) => number),
    [1, 1],
  );
  assert.is(trial.repository.pulls.length, 1);
});

github("waits for a branch that GitHub does not know yet, and no longer than that", async ({ trial }) => {
  const unknown = { status: 422, body: { message: "Validation Failed", errors: [{ field: "head", code: "invalid" }] } };
  trial.double.fault({ on: /^POST .*pulls$/, times: 2, with: unknown });
  assert.is((await trial.hosting().open({ ...wanted, labels: [], reviewers: [] })).number, 1);
  assert.equal(trial.slept, [1, 2]);

  const failure = await trial.failure(trial.hosting().open({ ...wanted, head: "fedc/none" }));
  assert.is(failure.message, "GitHub refuses to open a pull request in `org/east`: Validation Failed: head is invalid");
  const other = await trial.failure(trial.hosting().open({ ...wanted, base: "none" }));
  assert.match(other.message, "base is invalid");
});

github("both sides kept to GitHub's description, and no token was said", () => Trial.assertKept());

github.run();
