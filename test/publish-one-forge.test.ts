import { suite } from "uvu";
import * as assert from "uvu/assert";
import { desired, ForgeTrial, triedForges } from "./support/forges/forge-trial.ts";
import { gitLabKind } from "./support/gitlab/gitlab-double.ts";

const special = suite("publish: what only one forge does");

special("GitLab does not carry out a line that begins with a slash", async () => {
  const [gitLab] = triedForges;
  assert.ok(gitLab);
  const trial = await ForgeTrial.start(gitLab);
  const opened = await trial.run().open({ ...desired, body: "Why.\n\n/close\n  /merge\n" });
  await trial.run().close({ ...opened, number: opened.number }, "/close");
  assert.equal(trial.pull(1).body, "Why.\n\n\\/close\n  \\/merge\n");
  trial.double.calls.length = 0;
  const found = await trial.run().find("fedc/shop", "main");
  assert.ok(found);
  await trial.run().update(found, { ...desired, body: "Why.\n\n/close\n  /merge\n" });
  assert.equal(trial.double.writes, [], "the backslash is no difference");
  trial.end();
});

special("GitLab's free tier keeps one reviewer, and the others are named", async () => {
  const [gitLab] = triedForges;
  assert.ok(gitLab);
  const trial = await ForgeTrial.start(gitLab, gitLabKind({ free: true }));
  await trial.run().open({ ...desired, reviewers: ["ada", "bo"] });
  assert.equal([trial.pull(1).reviewers, trial.warned.length], [["ada"], 1]);
  trial.double.calls.length = 0;
  const found = await trial.run().find("fedc/shop", "main");
  assert.ok(found);
  await trial.run().update(found, { ...desired, reviewers: ["ada", "bo"] });
  assert.equal(trial.double.writes, []);
  trial.end();
});

special("Gitea makes a label that does not exist, and asks a team of the owner", async () => {
  const [, gitea] = triedForges;
  assert.ok(gitea);
  const trial = await ForgeTrial.start(gitea);
  await trial.run().open({ ...desired, labels: ["present", "fedc"], reviewers: ["org/platform"] });
  assert.equal([trial.pull(1).labels, trial.pull(1).teams], [["present", "fedc"], ["platform"]]);
  assert.is(trial.double.writes.filter((call) => call === "POST /repos/org/east/labels").length, 1);
  trial.double.calls.length = 0;
  const found = await trial.run().find("fedc/shop", "main");
  assert.ok(found);
  await trial.run().update(found, { ...desired, labels: ["present", "fedc"], reviewers: ["org/platform"] });
  assert.equal([trial.double.writes, trial.warned], [[], []], "the team was asked, although the list does not say so");
  trial.end();
});

special("GitLab's comments are read to the end, also where it leaves some out of a page", async () => {
  const [gitLab] = triedForges;
  assert.ok(gitLab);
  const trial = await ForgeTrial.start(gitLab);
  const opened = await trial.run().open(desired);
  trial.pull(1).comments.push("`main` holds it already.", ...Array.from({ length: 120 }, (_, i) => (i % 2 ? "(internal)" : `mine ${i}`)));
  await trial.run().close(opened, "`main` holds it already.");
  assert.is(trial.pull(1).comments.filter((text) => text.startsWith("`main`")).length, 1);
  trial.end();
});

special("Gitea's list is read to its end, whatever it sends at once", async () => {
  const [, gitea] = triedForges;
  assert.ok(gitea);
  const trial = await ForgeTrial.start(gitea);
  await trial.run().open(desired);
  for (let number = 2; number <= 180; number += 1) trial.repository.pulls.push({ ...trial.pull(1), number, head: `other${number}` });
  assert.is((await trial.run().find("fedc/shop", "main"))?.number, 1);
  trial.end();
});

special.run();
