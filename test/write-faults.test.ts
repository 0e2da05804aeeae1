import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Overlay } from "../compiler/6-render/overlay.ts";
import { WriteFailure } from "../compiler/7-write/write-failure.ts";
import { writeOverlays } from "../compiler/7-write/write-overlays.ts";
import { FailingDisk, type Fault, Killed } from "./support/failing-disk.ts";
import { overlay, versions } from "./support/overlays.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { assertEachWhole, overlaysIn, treeOf, wantedTree } from "./support/tree.ts";

const test = suite("writing overlays through faults");
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
      assert.ok(seen.has("untouched"));
      // The folder of a cluster that is new comes as a whole.
      assert.is(seen.has("unfinished"), before.length > 0);
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
