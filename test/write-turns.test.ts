import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { realDisk } from "../compiler/7-write/disk.ts";
import { writeOverlays } from "../compiler/7-write/write-overlays.ts";
import { versions } from "./support/overlays.ts";
import { stampsOf, treeOf, wantedTree } from "./support/tree.ts";
import { refusalOf, written } from "./support/writing.ts";

const test = suite("taking turns");
const [first = [], second = [], third = []] = versions;

function runningAs(folder: string, owner: string): void {
  mkdirSync(join(folder, ".fedc-running", owner), { recursive: true });
}

test("another run that goes on is waited for, and then said", () => {
  const folder = written(first);
  runningAs(folder, `${process.ppid}-0123456789ab@${hostname()}`);
  const start = performance.now();
  const { message } = refusalOf(() => writeOverlays(second, folder, { patience: 200 }));
  assert.is(message, `another fedc (process ${process.ppid} on \`${hostname()}\`) is writing to \`${folder}\``);
  assert.ok(performance.now() - start >= 150);
  rmSync(join(folder, ".fedc-running"), { recursive: true });
  assert.equal(treeOf(folder), wantedTree(first));
});

test("a run on another host counts as going on, and the word says what to delete", () => {
  const folder = written(first);
  runningAs(folder, "1-0123456789ab@elsewhere");
  const [reason] = refusalOf(() => writeOverlays(second, folder, { patience: 0 })).reasons;
  assert.ok(reason?.help.endsWith(`is not a running fedc, delete \`${folder}/.fedc-running\` and build again`));
  rmSync(join(folder, ".fedc-running"), { recursive: true });
  writeOverlays(second, folder);
  assert.equal(treeOf(folder), wantedTree(second));
});

test("what a dead run holds is taken over, also where nothing is to be written", () => {
  const dead = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
  for (const overlays of [first, second]) {
    const folder = written(first);
    runningAs(folder, `${dead}-0123456789ab@${hostname()}`);
    const waiting = `${dead}-ba9876543210@${hostname()}`;
    mkdirSync(join(folder, `.fedc-running-${waiting}`, waiting), { recursive: true });
    writeOverlays(overlays, folder, { patience: 0 });
    assert.equal(treeOf(folder), wantedTree(overlays));
  }
});

test("staged locks of a stopped run are kept for a cluster that is not written now", () => {
  const folder = written(first);
  const aside = written(second);
  const stage = join(folder, ".fedc-stage", "stopped");
  mkdirSync(stage, { recursive: true });
  renameSync(join(aside, "cluster1/generated/gateways.yaml"), join(folder, "cluster1/generated/gateways.yaml"));
  renameSync(join(aside, "cluster1/generated/inventory.json"), join(stage, "cluster1.inventory"));
  const [, two] = third;
  assert.ok(two);
  writeOverlays([two], folder, { known: ["cluster1"] });
  const before = stampsOf(folder);
  writeOverlays([two], folder, { known: ["cluster1"] });
  assert.equal(stampsOf(folder), before);
  writeOverlays(third, folder);
  assert.equal(treeOf(folder), wantedTree(third));
});

test("a lock that another run takes from its stage meanwhile stops nobody", () => {
  const folder = written(first);
  const stage = join(folder, ".fedc-stage", "other");
  mkdirSync(stage, { recursive: true });
  const lock = join(stage, "cluster1.inventory");
  writeFileSync(lock, "");
  const size = (path: string) => {
    if (path === lock) rmSync(lock, { force: true });
    return realDisk.size(path);
  };
  writeOverlays(second, folder, { disk: { ...realDisk, size } });
  assert.equal(treeOf(folder), wantedTree(second));
});

test.run();
