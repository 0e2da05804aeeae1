import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeOverlays } from "../compiler/7-write/write-overlays.ts";
import { FailingDisk } from "./support/failing-disk.ts";
import { largeVersion } from "./support/large-version.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { assertEachWhole, treeOf, wantedTree } from "./support/tree.ts";
import { stopWriters, Writer } from "./support/writer.ts";

const test = suite("writing overlays in real processes");
test.after.each(stopWriters);
const isRefusal = /^another fedc (\(process \d+ on `.+`\) )?is writing to `/;

/** How many changes a process makes to a folder that holds one version, until it holds the next. */
function changesOf(size: number): number {
  const folder = join(temporaryFolder(), "out");
  writeOverlays(largeVersion(0, size), folder);
  const counting = new FailingDisk(Number.POSITIVE_INFINITY, "killed");
  writeOverlays(largeVersion(1, size), folder, { disk: counting.disk });
  return counting.changes;
}

test("a real process killed at 24 moments", async () => {
  const size = 300;
  const folder = join(temporaryFolder(), "out");
  // Versions differ a little in how many changes they make: the last moments are left out.
  const most = changesOf(size) * 0.9;
  let version = 0;
  writeOverlays(largeVersion(version, size), folder);
  for (let round = 0; round < 24; round++) {
    const writer = new Writer();
    assert.is(await writer.write(folder, version, size, 0), "written");
    const change = 1 + Math.round((round * most) / 24);
    writer.start(folder, version + 1, size, 0, { change, until: join(folder, "never") });
    assert.is(await writer.end(), "stopped", `change ${change}`);
    await writer.stop("SIGKILL");
    assert.is(
      Object.keys(treeOf(folder)).some((path) => path.startsWith(".fedc-")),
      change > 1,
    );
    assertEachWhole(folder, largeVersion(version, size), largeVersion(version + 1, size));
    version += 1 + (round % 2);
    writeOverlays(largeVersion(version, size), folder, { patience: 0 });
    assert.equal(treeOf(folder), wantedTree(largeVersion(version, size)));
  }
});

test("two real processes at once, 20 rounds", async () => {
  const size = 60;
  const writers = [new Writer(), new Writer()] as const;
  const dead = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
  const folder = join(temporaryFolder(), "out");
  for (let round = 0; round < 20; round++) {
    if (round % 2 === 1) mkdirSync(join(folder, ".fedc-running", `${dead}-0123456789ab@${hostname()}`), { recursive: true });
    const patience = round % 4 < 2 ? 0 : 10_000;
    for (const [index, writer] of writers.entries()) writer.start(folder, 2 * round + index, size, patience);
    const ends = await Promise.all(writers.map((writer) => writer.end()));
    const refused = ends.filter((end) => end !== "written");
    assert.ok(refused.length <= (patience === 0 ? 1 : 0), ends.join("\n"));
    for (const end of refused) assert.match(end, isRefusal);
    const possible = writers.flatMap((_, index) => (ends[index] === "written" ? [wantedTree(largeVersion(2 * round + index, size))] : []));
    const tree = JSON.stringify(Object.entries(treeOf(folder)).sort());
    assert.ok(
      possible.some((wanted) => JSON.stringify(Object.entries(wanted).sort()) === tree),
      `round ${round}: neither's tree`,
    );
  }
  await Promise.all(writers.map((writer) => writer.stop("SIGTERM")));
});

test("a real process that comes while another one writes is refused, or waits, whatever that one is about to change", async () => {
  const size = 20;
  const [first, other] = [new Writer(), new Writer()];
  const folder = join(temporaryFolder(), "out");
  const go = join(temporaryFolder(), "go");
  for (const change of [6, 20, 40]) {
    first.start(folder, change, size, 0, { change, until: go });
    assert.is(await first.end(), "stopped");
    assert.match(await other.write(folder, change + 1, size, 0), isRefusal);
    other.start(folder, change + 1, size, 60_000);
    writeFileSync(go, "");
    assert.equal([await first.end(), await other.end()], ["written", "written"]);
    assert.equal(treeOf(folder), wantedTree(largeVersion(change + 1, size)));
    rmSync(go);
  }
  await Promise.all([first, other].map((writer) => writer.stop("SIGTERM")));
});

test.run();
