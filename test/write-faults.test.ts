import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Overlay } from "../compiler/5-render/overlay.ts";
import { WriteFailure } from "../compiler/7-write/write-failure.ts";
import { writeOverlays } from "../compiler/7-write/write-overlays.ts";
import { FailingDisk, type Fault, Killed } from "./support/failing-disk.ts";
import { largeVersion } from "./support/large-version.ts";
import { overlay, versions } from "./support/overlays.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { type Tree, treeOf, wantedTree } from "./support/tree.ts";
import { stopWriters, Writer } from "./support/writer.ts";

const test = suite("writing overlays through faults");
test.after.each(stopWriters);
const [first = [], second = [], third = []] = versions;

interface Scenario {
  readonly before: readonly Overlay[];
  readonly wanted: readonly Overlay[];
  readonly other: readonly Overlay[];
}

const scenarios: Readonly<Record<string, Scenario>> = {
  fresh: { before: [], wanted: first.slice(0, 1), other: third.slice(0, 1) },
  "a change with files to prune": { before: first.slice(0, 1), wanted: second.slice(0, 1), other: third.slice(0, 1) },
  "two clusters": { before: first, wanted: second, other: third },
};

/** Runs `then` on a folder where writing what is wanted failed at its k-th change, for each k there is; returns how many. */
function atEveryChange({ before, wanted }: Scenario, fault: Fault, then: (folder: string, error: unknown, k: number) => void): number {
  const root = temporaryFolder();
  const start = join(root, "start");
  if (before.length > 0) writeOverlays(before, start);
  for (let k = 1; ; k++) {
    const folder = join(root, `${k}`);
    if (existsSync(start)) cpSync(start, folder, { recursive: true });
    const failing = new FailingDisk(k, fault);
    let thrown: unknown;
    try {
      writeOverlays(wanted, folder, { disk: failing.disk, patience: 0 });
    } catch (error) {
      thrown = error;
    }
    if (!failing.failed) {
      assert.is(thrown, undefined);
      return k - 1;
    }
    then(folder, thrown, k);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The clusters' folders alone. */
function overlaysIn(folder: string): Tree {
  const tree = existsSync(folder) ? treeOf(folder) : {};
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith(".fedc-")));
}

function assertEachWhole(folder: string, ...allowed: readonly (readonly Overlay[])[]): void {
  const trees = allowed.map(wantedTree);
  for (const [path, text] of Object.entries(overlaysIn(folder)))
    assert.ok(
      trees.some((tree) => tree[path] === text),
      `${path} is ${JSON.stringify(text)}`,
    );
}

/** Writes each of the contents to a copy of the folder: the tree must be right whatever comes after the fault. */
function assertRepairs(folder: string, contents: readonly (readonly Overlay[])[], k: number): void {
  for (const content of contents) {
    const copy = `${folder}-copy`;
    if (existsSync(folder)) cpSync(folder, copy, { recursive: true });
    writeOverlays(content, copy, { patience: 0 });
    assert.equal(treeOf(copy), wantedTree(content), `after change ${k}`);
    rmSync(copy, { recursive: true });
  }
}

for (const [name, scenario] of Object.entries(scenarios)) {
  const { before, wanted, other } = scenario;

  for (const fault of ["full", "stays-full"] as const)
    test(`${name}: the disk is full (${fault}) at every change`, () => {
      const seen = new Set<string>();
      const count = atEveryChange(scenario, fault, (folder, error, k) => {
        if (error === undefined) assert.equal(overlaysIn(folder), wantedTree(wanted));
        else {
          assert.instance(error, WriteFailure);
          const { progress, message } = error as WriteFailure;
          seen.add(progress);
          assert.match(message, /could not be written: there is no space left on the disk \(at /);
          assertEachWhole(folder, before, wanted);
          if (progress === "untouched") assert.equal(overlaysIn(folder), before.length > 0 ? wantedTree(before) : {});
          if (progress === "written") assert.equal(overlaysIn(folder), wantedTree(wanted));
        }
        assertRepairs(folder, [wanted, other], k);
      });
      assert.ok(count > 15);
      assert.ok(seen.has("untouched") && seen.has("unfinished"));
    });

  test(`${name}: killed at every change`, () => {
    const count = atEveryChange(scenario, "killed", (folder, error, k) => {
      // The last changes only tidy up, which does not tell of errors.
      if (error !== undefined) assert.instance(error, Killed);
      assertEachWhole(folder, before, wanted);
      assertRepairs(folder, before.length > 0 ? [wanted, other, before] : [wanted, other], k);
    });
    assert.ok(count > 15);
  });
}

test("killed at every change, and the next run, of other content, killed too", () => {
  const scenario = scenarios["two clusters"] as Scenario;
  atEveryChange(scenario, "killed", (folder, _, k) => {
    for (let again = 1 + (k % 5); ; again += 5) {
      const copy = `${folder}-again`;
      cpSync(folder, copy, { recursive: true });
      const failing = new FailingDisk(again, "killed");
      try {
        writeOverlays(scenario.other, copy, { disk: failing.disk, patience: 0 });
      } catch (error) {
        assert.instance(error, Killed);
      }
      assertEachWhole(copy, scenario.before, scenario.wanted, scenario.other);
      writeOverlays(scenario.before, copy, { patience: 0 });
      assert.equal(treeOf(copy), wantedTree(scenario.before), `after changes ${k} and ${again}`);
      rmSync(copy, { recursive: true });
      if (!failing.failed) break;
    }
  });
});

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

const isRefusal = /^another fedc (\(process \d+ on `.+`\) )?is writing to `/;

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

/** A file system of 256 KiB, or undefined where this process may not mount one. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], { stdio: "ignore" });
    return folder;
  } catch {
    return undefined;
  }
}

test("a file system that is really full", () => {
  const disk = smallDisk();
  if (disk === undefined) {
    console.log("left out: no file system can be mounted here; the failures that are brought about count");
    return;
  }
  try {
    const folder = join(disk, "out");
    const small = [overlay("a", { "x.yaml": "x".repeat(100_000), "y.yaml": "y" })];
    writeOverlays(small, folder);
    const before = treeOf(folder);
    const large = [overlay("a", { "x.yaml": "X".repeat(100_000), "z.yaml": "z".repeat(100_000) })];
    assert.throws(
      () => writeOverlays(large, folder),
      (error: unknown) => error instanceof WriteFailure && error.progress === "untouched" && /no space left/.test(error.message),
    );
    assert.equal(treeOf(folder), before);
    const fitting = [overlay("a", { "x.yaml": "X".repeat(90_000), "z.yaml": "z" })];
    writeOverlays(fitting, folder);
    assert.equal(treeOf(folder), wantedTree(fitting));
  } finally {
    execFileSync("umount", [disk]);
  }
});

test.run();
