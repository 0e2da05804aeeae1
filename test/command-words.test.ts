import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, fedc } from "./support/fedc.ts";

const words = suite("what commands say of themselves");
const exampleText = readFileSync(example, "utf8");

words("help says what the exit status of a command means", () => {
  assert.match(fedc(["help", "publish"]).stdout, /\nExit status\n {2}0 {2}every overlay[\s\S]*others may have\n$/);
  assert.match(fedc(["help", "init"]).stdout, /\n {2}0 {2}fine\n {2}1 {2}not fine: .*nothing was changed\n$/);
});

words("publish tells overlays that others bring from those it has nothing to do for", () => {
  const text = exampleText.replaceAll(/delivery: .*/g, "delivery: directory");
  const { status, stdout } = fedc(["publish", "-", "--dry-run"], { input: text });
  assert.is(status, 0);
  assert.match(stdout, "2 overlays left to you (`delivery: directory`): cluster1, cluster2\nnothing to publish; with `delivery: commit`");
});

words.run();
