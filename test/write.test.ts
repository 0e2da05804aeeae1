import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { previewOverlays, writeOverlays } from "../compiler/7-write/write-overlays.ts";
import { overlay, STARTER, versions } from "./support/overlays.ts";
import { within } from "./support/processor-time.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { stampsOf, treeOf, wantedTree } from "./support/tree.ts";
import { changes, written } from "./support/writing.ts";

const test = suite("writing overlays");
const [first = [], second = []] = versions;

test("a fresh folder gets exactly the wanted tree, with its parents", () => {
  const folder = join(temporaryFolder(), "a", "b", "out");
  const preview = previewOverlays(first, folder);
  assert.throws(() => statSync(folder));
  assert.equal(writeOverlays(first, folder), preview);
  assert.equal(treeOf(folder), wantedTree(first));
  assert.ok(preview.clusters.every(({ files }) => [...files.values()].every((change) => change === "added")));
  assert.equal(preview.orphans, []);
});

test("no overlays make no folder", () => {
  const folder = join(temporaryFolder(), "out");
  assert.equal(writeOverlays([], folder), { clusters: [], orphans: [] });
  assert.throws(() => statSync(folder));
});

test("nothing changed means no write of any kind", () => {
  const folder = written(first);
  const before = stampsOf(folder);
  assert.equal(changes(writeOverlays(first, folder)), {});
  assert.equal(stampsOf(folder), before);
});

test("a change touches what changes, prunes what goes, and nothing else", () => {
  const folder = written(first);
  const before = stampsOf(folder);
  const preview = previewOverlays(second, folder);
  assert.equal(stampsOf(folder), before);
  const result = writeOverlays(second, folder);
  assert.equal(result, preview);
  assert.equal(changes(result), {
    "cluster1/generated/README.md": "changed",
    "cluster1/generated/inventory.json": "changed",
    "cluster1/generated/gateways.yaml": "changed",
    "cluster1/generated/new.yaml": "added",
    "cluster1/generated/old.yaml": "removed",
    "cluster1/generated/thing": "removed",
    "cluster1/generated/thing/in.yaml": "added",
    "cluster2/generated/deep/er": "added",
    "cluster2/generated/deep/er/x.yaml": "removed",
    "cluster2/generated/deep/y.yaml": "removed",
    "cluster2/generated/inventory.json": "changed",
  });
  assert.equal(treeOf(folder), wantedTree(second));
  for (const path of ["cluster1/generated/same.yaml", "cluster1/kustomization.yaml", "cluster2/generated/README.md"])
    assert.is(stampsOf(folder)[path], before[path]);
});

test("a cluster without changes is left alone beside one with", () => {
  const folder = written(first);
  const before = stampsOf(folder);
  const [one, two] = [second[0], first[1]];
  assert.ok(one && two);
  writeOverlays([one, two], folder);
  const after = stampsOf(folder);
  for (const path of Object.keys(treeOf(folder)).filter((path) => path.startsWith("cluster2/"))) assert.is(after[path], before[path]);
});

test("folders that became empty go with their files, and such as stand empty", () => {
  const folder = written(first);
  mkdirSync(join(folder, "cluster1/generated/empty/inner"), { recursive: true });
  writeOverlays(first, folder);
  assert.equal(treeOf(folder), wantedTree(first));
});

test("a listed file that was deleted comes back", () => {
  const folder = written(first);
  rmSync(join(folder, "cluster1/generated/README.md"));
  assert.equal(changes(writeOverlays(first, folder)), { "cluster1/generated/README.md": "added" });
  assert.equal(treeOf(folder), wantedTree(first));
});

test("all that is the user's survives byte for byte", () => {
  const folder = written(first);
  const mine = { "cluster1/kustomization.yaml": "resources: [generated] # \xff\r\n", "cluster1/patches/p.yaml": "p", "notes.txt": "n" };
  mkdirSync(join(folder, "cluster1/patches"));
  for (const [path, text] of Object.entries(mine)) writeFileSync(join(folder, path), text, "latin1");
  const before = stampsOf(folder);
  writeOverlays(second, folder);
  for (const path of Object.keys(mine)) assert.is(stampsOf(folder)[path], before[path]);
});

test("a kustomization.yaml that does not bring the overlay in is warned of", () => {
  const folder = written(first);
  const warned = (text: string) => {
    writeFileSync(join(folder, "cluster1/kustomization.yaml"), text);
    return writeOverlays(first, folder).clusters.map(({ warnings }) => warnings.length);
  };
  assert.equal(warned("resources: []\n"), [1, 0]);
  assert.equal(warned("resources:\n#  - generated\n"), [1, 0]);
  assert.equal(warned("resources:\n  - ./generated/\n"), [0, 0]);
});

test("under another of Kustomize's names it is found too, and no second one is written", () => {
  const folder = written(first);
  renameSync(join(folder, "cluster1/kustomization.yaml"), join(folder, "cluster1/kustomization.yml"));
  assert.equal(changes(writeOverlays(first, folder)), {});
  assert.equal(treeOf(folder)["cluster1/kustomization.yml"], STARTER);
});

test("overlays that nothing asks for any more are named and left alone", () => {
  const folder = written([...first, overlay("gone", { "a.yaml": "a" }), overlay("theirs", { "a.yaml": "a" }, "bank")]);
  mkdirSync(join(folder, "docs/generated"), { recursive: true });
  const before = stampsOf(folder);
  assert.equal(writeOverlays(first, folder).orphans, ["gone"]);
  assert.equal(writeOverlays(first.slice(0, 1), folder).orphans, ["cluster2", "gone"]);
  assert.equal(writeOverlays(first.slice(0, 1), folder, { known: ["cluster2"] }).orphans, ["gone"]);
  assert.equal(stampsOf(folder), before);
});

test("bytes do not depend on the umask, and modes do", () => {
  const folder = temporaryFolder();
  const before = process.umask(0o077);
  writeOverlays(first, join(folder, "strict"));
  process.umask(0o002);
  writeOverlays(first, join(folder, "open"));
  process.umask(before);
  assert.equal(treeOf(join(folder, "strict")), treeOf(join(folder, "open")));
  const mode = (path: string) => statSync(join(folder, path)).mode & 0o777;
  assert.equal(
    ["strict", "open"].map((name) => mode(`${name}/cluster1/generated/README.md`)),
    [0o600, 0o664],
  );
});

test("overlays that cannot be written are a bug", () => {
  const folder = join(temporaryFolder(), "out");
  for (const files of [{ "../x": "" }, { "inventory.json": "" }, { a: "", "a/b": "" }])
    assert.throws(() => writeOverlays([overlay("a", files)], folder), /is not a path/);
  assert.throws(() => writeOverlays([overlay("../a", {})], folder), /cannot be the name/);
  assert.throws(() => writeOverlays([overlay("a", {}), overlay("a", {})], folder), /two overlays/);
  assert.equal(treeOf(folder), {});
  const folderOfOne = written(first);
  const before = treeOf(folderOfOne);
  assert.throws(() => writeOverlays([...second, overlay("c", { x: "", "../x": "" })], folderOfOne), /is not a path/);
  assert.equal(treeOf(folderOfOne), before);
});

test("fifty clusters of 130 files are quick", () => {
  const folder = join(temporaryFolder(), "out");
  const files = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`file-${i}.yaml`, `# ${i}\n${"key: value\n".repeat(200)}`]));
  const overlays = Array.from({ length: 50 }, (_, i) => overlay(`cluster${i}`, files));
  // Far above what it takes: what it must not become is something else than linear.
  within(5000, "writing", () => {
    rmSync(folder, { recursive: true, force: true });
    writeOverlays(overlays, folder);
  });
  within(1000, "writing what is there", () => writeOverlays(overlays, folder));
});

test.run();
