import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Overlay } from "../compiler/6-render/overlay.ts";
import { WriteFailure } from "../compiler/7-write/write-failure.ts";
import { writeOverlays } from "../compiler/7-write/write-overlays.ts";
import { overlay, versions } from "./support/overlays.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { treeOf, wantedTree } from "./support/tree.ts";
import { changes, refusalOf, refused, written } from "./support/writing.ts";

const test = suite("refusing to write");
const [first = [], second = []] = versions;

test("what was edited or is foreign stops everything, with all reasons of all clusters", () => {
  const folder = written(first);
  for (const path of ["gateways.yaml", "old.yaml", "new.yaml", "mine.yaml"])
    writeFileSync(join(folder, "cluster1/generated", path), "mine");
  writeFileSync(join(folder, "cluster2/generated/deep/y.yaml"), "mine");
  writeFileSync(join(folder, "cluster2/generated/inventory.json"), "{");
  assert.equal(refused(second, folder).toSorted(), [
    "`cluster1/generated/gateways.yaml` was edited by hand since fedc wrote it",
    "`cluster1/generated/mine.yaml` was not written by fedc, and nothing else lies under generated/",
    "`cluster1/generated/new.yaml` was not written by fedc, and nothing else lies under generated/",
    "`cluster1/generated/old.yaml` was edited by hand since fedc wrote it",
    "`cluster2/generated/inventory.json` is damaged: it does not say which files are fedc's",
  ]);
});

test("an edited file stops it also where fedc would not change it", () => {
  const folder = written(first);
  writeFileSync(join(folder, "cluster1/generated/README.md"), Buffer.from([0x6f, 0xff]));
  assert.equal(refused(first, folder), ["`cluster1/generated/README.md` was edited by hand since fedc wrote it"]);
});

test("bytes that are no text are told from the replacement character", () => {
  const overlays = [overlay("a", { "x.yaml": "\uFFFD\n" })];
  const folder = written(overlays);
  assert.equal(changes(writeOverlays(overlays, folder)), {});
  writeFileSync(join(folder, "a/generated/x.yaml"), Buffer.from([0xff, 0x0a]));
  assert.equal(refused(overlays, folder).length, 1);
});

test("an edited or foreign file with the wanted bytes is fine", () => {
  const folder = written(first);
  writeFileSync(join(folder, "cluster1/generated/gateways.yaml"), "kind: B\n");
  writeFileSync(join(folder, "cluster1/generated/new.yaml"), "new\n");
  writeOverlays(second, folder);
  assert.equal(treeOf(folder), wantedTree(second));
});

for (const [name, path, target] of [
  ["a cluster's folder", "cluster1", "elsewhere"],
  ["generated", "cluster1/generated", "elsewhere"],
  ["a wanted file", "cluster1/generated/README.md", "../../x"],
  ["a stale file", "cluster1/generated/old.yaml", "same.yaml"],
  ["an additional entry", "cluster1/generated/link", "/nowhere"],
  ["a folder inside", "cluster2/generated/deep", "elsewhere"],
  ["the inventory", "cluster1/generated/inventory.json", "../../x"],
  ["kustomization.yaml", "cluster1/kustomization.yaml", "patch.yaml"],
] as const)
  test(`a link for ${name} is refused`, () => {
    const folder = written(first);
    const aside = join(folder, "..", "elsewhere");
    const entry = join(folder, path);
    if (existsSync(entry)) renameSync(entry, aside);
    symlinkSync(target === "elsewhere" ? aside : target, entry);
    const outside = treeOf(join(folder, ".."));
    assert.ok(refused(second, folder).includes(`\`${path}\` is a symbolic link, and fedc follows none inside the output folder`));
    assert.equal(treeOf(join(folder, "..")), outside);
  });

test("the output folder itself may be a link", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "real"));
  symlinkSync("real", join(folder, "out"));
  writeOverlays(first, join(folder, "out"));
  writeOverlays(second, join(folder, "out"));
  assert.equal(treeOf(join(folder, "real")), wantedTree(second));
});

test("what is no regular file is refused where one is wanted, and anywhere inside", () => {
  const folder = written([first[0] as Overlay]);
  mkdirSync(join(folder, "cluster1/generated/new.yaml"));
  execFileSync("mkfifo", [join(folder, "cluster1/generated/gate"), join(folder, "cluster1/pipe")]);
  writeFileSync(join(folder, "cluster2"), "");
  rmSync(join(folder, "cluster1/kustomization.yaml"));
  mkdirSync(join(folder, "cluster1/kustomization.yaml"));
  assert.equal(refused(second, folder), [
    "`cluster1/generated/new.yaml` is not a regular file",
    "`cluster1/generated/gate` is not a regular file",
    "`cluster1/kustomization.yaml` is not a regular file",
    "`cluster2` is no folder, and fedc needs one there",
  ]);
});

test("a file in place of the folder that holds a turn is refused for what it is", () => {
  const folder = written(first);
  writeFileSync(join(folder, ".fedc-running"), "");
  assert.equal(refused(second, folder), ["`.fedc-running` is no folder, and fedc needs one there"]);
  rmSync(join(folder, ".fedc-running"));
  writeOverlays(second, folder);
});

const withProc = existsSync("/proc/self") ? test : test.skip;
withProc("a file system that takes no folders says so, also further down", () => {
  for (const folder of ["/proc/fedc", "/proc/fedc/deep/out"])
    assert.throws(
      () => writeOverlays(first, folder),
      (error: unknown) =>
        error instanceof WriteFailure && /takes nothing new \(at `\/proc\/fedc`\); the overlays are as/.test(error.message),
    );
});

test("a link that leads nowhere is no place for the output folder", () => {
  const folder = temporaryFolder();
  symlinkSync("nowhere", join(folder, "out"));
  assert.throws(
    () => writeOverlays(first, join(folder, "out")),
    (error: unknown) => error instanceof WriteFailure && /the system says `EEXIST`/.test(error.message),
  );
});

test("an output folder that is a file is refused", () => {
  const file = join(temporaryFolder(), "out");
  writeFileSync(file, "mine");
  assert.match(refusalOf(() => writeOverlays(first, file)).message, /is no folder/);
  assert.is(readFileSync(file, "utf8"), "mine");
});

const asOther = process.getuid?.() === 0 ? test.skip : test;
asOther("a folder that may not be written says so", () => {
  const folder = written(first);
  chmodSync(folder, 0o555);
  assert.throws(
    () => writeOverlays(second, folder),
    (error: unknown) => error instanceof WriteFailure && /permission is denied/.test(error.message),
  );
  chmodSync(folder, 0o755);
  assert.equal(treeOf(folder), wantedTree(first));
});

test.run();
