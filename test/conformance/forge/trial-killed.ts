import { setTimeout as sleep } from "node:timers/promises";
import * as assert from "uvu/assert";
import type { ForgeSetting } from "./forge-setting.ts";

const kills = 30;

/** fedc is killed at thirty moments, and run again each time: nothing is there twice, and nothing is left over. */
export async function tryKilled(setting: ForgeSetting): Promise<void> {
  const { names, publisher, say } = setting;
  setting.more = ", labels: [fedc]";
  const words = ["GET", "GET, POST", "GET, PUT"];
  let killed = 0;
  for (let run = 0; run < kills; run += 1) {
    setting.write(words[Math.floor(run / 10) % words.length] ?? "GET");
    const { child, result } = publisher.start("--json");
    const ended = await Promise.race([result.then(() => true), sleep(600 + Math.random() * 9000).then(() => false)]);
    if (!ended) {
      child.kill("SIGKILL");
      killed += 1;
    }
    await result;
    if (run % 10 === 9) for (const one of await setting.open()) await setting.merge(one);
  }
  say(`     killed ${killed} of ${kills} times`);
  await setting.through();
  assert.equal(await setting.open(), []);
  for (const name of names) {
    const branches = JSON.parse(await setting.ask("GET", name, "branches")) as readonly { readonly name: string }[];
    assert.equal(
      branches.map((branch) => branch.name).filter((branch) => branch !== "fedc/shop"),
      ["main"],
    );
    for (const { number } of await setting.pulls(name)) {
      const comments = (JSON.parse(await setting.ask("GET", name, `issues/${number}/comments`)) as { readonly body: string }[]).map(
        ({ body }) => body,
      );
      assert.equal(comments, [...new Set(comments)], "a comment is there twice");
    }
  }
}
