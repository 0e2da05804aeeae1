import * as assert from "uvu/assert";
import type { ForgeSetting } from "./forge-setting.ts";

/** From nothing, again, one change, withdrawn, closed by somebody, and somebody else's commit. */
export async function tryPullRequests(setting: ForgeSetting): Promise<void> {
  const { names, say } = setting;
  setting.more = ", labels: [fedc, mesh]";
  say("     from nothing");
  setting.write("GET");
  assert.equal(await setting.publish(), { "pr-created": names.length });
  const [first] = await setting.pulls(names[0] ?? "");
  assert.equal([first?.head.label, first?.labels.map(({ name }) => name).sort()], ["fedc/shop", ["fedc", "mesh"]]);
  assert.match(first?.body ?? "", "<!-- fedc: sha256:");

  say("     again, and merged until no wave is left");
  assert.equal(await setting.publish(), { unchanged: names.length });
  await setting.through();

  say("     one change, withdrawn");
  setting.write("GET, POST");
  const changed = await setting.publish();
  assert.ok((changed["pr-created"] ?? 0) >= 1 && !changed.failed, JSON.stringify(changed));
  const proposed = await setting.open();
  assert.ok(proposed.every(({ pull }) => pull.number > 1));
  setting.write("GET");
  assert.is((await setting.publish())["pr-closed"], proposed.length);
  assert.equal(await setting.open(), []);
  for (const { name, pull } of proposed)
    assert.match(await setting.ask("GET", name, `issues/${pull.number}/comments`), "holds all of this already");

  say("     proposed again, and closed by somebody with its branch");
  setting.write("GET, POST");
  assert.ok(((await setting.publish())["pr-created"] ?? 0) >= 1);
  for (const { name, pull } of await setting.open()) {
    await setting.ask("PATCH", name, `pulls/${pull.number}`, { state: "closed" });
    await setting.ask("DELETE", name, `branches/${encodeURIComponent("fedc/shop")}`);
  }
  const declined = await setting.publish();
  assert.ok((declined.declined ?? 0) >= 1 && !declined["pr-created"], JSON.stringify(declined));

  say("     something else, and a commit of somebody else on its branch");
  setting.write("GET, PUT");
  assert.ok(((await setting.publish())["pr-created"] ?? 0) >= 1);
  const [{ name = "" } = {}] = await setting.open();
  const content = { branch: "fedc/shop", content: Buffer.from("mine\n").toString("base64"), message: "mine" };
  await setting.ask("POST", name, "contents/mine.txt", content);
  setting.write("GET, DELETE");
  assert.is((await setting.publish())["skipped-edited"], 1);
}

/** A change of many waves, of which people merge some now and others later. No later wave is proposed before all of the one before is merged. */
export async function tryMergedInAnyOrder(setting: ForgeSetting): Promise<void> {
  setting.write("GET");
  await setting.through();
  setting.write("POST");
  await setting.through(async () => {
    const open = await setting.open();
    const some = open.filter(() => Math.random() < 0.4);
    for (const one of (some.length > 0 ? some : open.slice(0, 1)).sort(() => Math.random() - 0.5)) await setting.merge(one);
  });
  assert.equal(await setting.open(), []);
}
