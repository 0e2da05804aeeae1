import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stickyComment } from "../compiler/publish/forges/github/sticky-comment.ts";
import { Trial, token, wanted } from "./support/github/trial.ts";

const sticky = suite<{ trial: Trial; tell(text: string): Promise<string> }>("a comment that stays one");

sticky.before.each(async (context) => {
  const trial = await Trial.start();
  await trial.hosting().open(wanted);
  trial.forget();
  const access = { apiUrl: trial.double.url, owner: "org", repository: "east", token: async () => token, ...trial.clock };
  context.trial = trial;
  context.tell = (text) => stickyComment(access, 1, "<!-- mark -->", text);
});
sticky.after.each(({ trial }) => trial.stop());

sticky("is made once, follows its text, and is left alone where nothing differs", async ({ trial, tell }) => {
  trial.pull(1).comments.push("talk", "<!-- other mark -->\nx");
  const url = await tell("first");
  assert.equal(trial.pull(1).comments.slice(2), ["<!-- mark -->\nfirst\n"]);
  assert.is(await tell("second"), url);
  assert.equal(trial.pull(1).comments.slice(2), ["<!-- mark -->\nsecond\n"]);
  trial.pull(1).comments[2] = "<!-- mark -->\r\nsecond";
  trial.forget();
  await tell("second");
  assert.equal(trial.double.writes, []);
});

sticky("is found beyond the first page", async ({ trial, tell }) => {
  for (let i = 0; i < 230; i += 1) trial.pull(1).comments.push(`talk ${i}`);
  trial.pull(1).comments.push("<!-- mark -->\nbefore\n");
  await tell("after");
  assert.equal([trial.pull(1).comments.length, trial.pull(1).comments[230]], [231, "<!-- mark -->\nafter\n"]);
});

sticky("somebody from outside who copies the mark is not written for; a collaborator's token is", async ({ trial, tell }) => {
  const by = trial.pull(1).commentBy as Map<number, object>;
  by.set(0, { login: "stranger", type: "User", association: "CONTRIBUTOR" });
  trial.pull(1).comments.push("<!-- mark -->\nmine");
  await tell("text");
  assert.equal(trial.pull(1).comments, ["<!-- mark -->\nmine", "<!-- mark -->\ntext\n"]);
  by.set(1, { login: "ada", type: "User", association: "COLLABORATOR" });
  await tell("newer");
  assert.equal(trial.pull(1).comments, ["<!-- mark -->\nmine", "<!-- mark -->\nnewer\n"]);
});

sticky("is not made twice where the answer is lost", async ({ trial, tell }) => {
  trial.double.fault({ on: /^POST .*comments$/, done: true, with: "reset" });
  await tell("text");
  assert.equal(trial.pull(1).comments, ["<!-- mark -->\ntext\n"]);
});

sticky("a token that may only read is told apart", async ({ trial, tell }) => {
  trial.double.tokens.set(token, { login: "robot", write: false });
  assert.is((await trial.failure(tell("text"))).problem, "permission");
});

sticky.after(() => Trial.assertKept());

sticky.run();
