import { setTimeout as sleep } from "node:timers/promises";
import * as assert from "uvu/assert";
import type { ForgeSetting } from "./forge-setting.ts";

/** Waves that wait for statuses at the forge, of which there are many. A program posts what a tool in the clusters would. */
export async function tryStatuses(setting: ForgeSetting): Promise<void> {
  const { names, gitea } = setting;
  const head = async (name: string) =>
    (JSON.parse(await setting.ask("GET", name, "branches/main")) as { readonly commit: { readonly id: string } }).commit.id;
  const post = async (name: string, context: string, state: string) => {
    await gitea.ask("POST", `repos/${setting.owner}/${name}/statuses/${await head(name)}`, { context, state, description: state });
  };
  const allSucceed = () => Promise.all(names.map((name) => post(name, "kustomization/federation/0a1b", "success")));
  setting.write("GET");
  await setting.through(allSucceed);
  setting.write("POST");
  let waited = 0;
  for (let waves = 1; ; waves += 1) {
    const sent = await setting.publish();
    if (sent.unchanged === names.length) break;
    assert.ok((sent.committed ?? 0) >= 1, JSON.stringify(sent));
    const heads = await Promise.all(names.map(head));
    // Nothing is reported, then only others report, then a failure: each time nobody goes on.
    for (const step of [async () => undefined, others, failures]) {
      await step();
      const counts = await setting.publish();
      assert.not.ok(counts.committed, JSON.stringify(counts));
      assert.equal(await Promise.all(names.map(head)), heads);
      if (counts.waiting) waited += 1;
    }
    // A success in the same second as a failure does not tell which came last.
    await sleep(1500);
    await allSucceed();
    await sleep(1500);
    assert.ok(waves < 12, "it goes on and on");
  }
  setting.say(`     ${waited} times a wave was held back`);
  assert.ok(waited >= 3);

  async function others(): Promise<void> {
    const [name = ""] = names;
    for (let i = 0; i < 120; i += 1) await post(name, `ci/${i}`, "success");
  }
  async function failures(): Promise<void> {
    for (const name of names) await post(name, "kustomization/federation/0a1b", "failure");
  }
}
