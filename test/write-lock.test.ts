import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { realDisk } from "../compiler/7-write/disk.ts";
import { LARGEST_INVENTORY } from "../compiler/7-write/inventory.ts";
import { writeOverlays } from "../compiler/7-write/write-overlays.ts";
import { overlay, versions } from "./support/overlays.ts";
import { changes, refusalOf, refused, written } from "./support/writing.ts";

const test = suite("the inventory of an overlay");
const [first = [], second = []] = versions;
const HASH = `sha256:${"0".repeat(64)}`;

test("the inventory lists every other generated file, sorted", () => {
  const folder = written([overlay("a", { "b.yaml": "", "a.yaml": "a", "10": "x", "9": "y" })]);
  const inventory = `{
  "format": 1,
  "federation": "shop",
  "cluster": "a",
  "files": {
    "generated/10": "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
    "generated/9": "sha256:a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa",
    "generated/a.yaml": "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "generated/b.yaml": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  }
}
`;
  assert.is(readFileSync(join(folder, "a/generated/inventory.json"), "utf8"), inventory);
});

test("without its inventory only wanted bytes are taken for fedc's", () => {
  const folder = written(first);
  rmSync(join(folder, "cluster1/generated/inventory.json"));
  assert.equal(changes(writeOverlays(first, folder)), { "cluster1/generated/inventory.json": "added" });
  rmSync(join(folder, "cluster1/generated/inventory.json"));
  assert.is(refused(second, folder).length, 4);
});

function withInventory(
  change: (inventory: { format: unknown; federation: unknown; cluster: unknown; files: Record<string, unknown> }) => void,
): string {
  const folder = written(first);
  const path = join(folder, "cluster1/generated/inventory.json");
  const inventory = JSON.parse(readFileSync(path, "utf8"));
  change(inventory);
  writeFileSync(path, JSON.stringify(inventory));
  return folder;
}
test("an inventory of others is refused", () => {
  const inventory = "`cluster1/generated/inventory.json`";
  const federation = withInventory((inventory) => {
    inventory.federation = "bank";
  });
  assert.equal(refused(second, federation), [`${inventory} belongs to the federation \`bank\`, not to \`shop\``]);
  const cluster = withInventory((inventory) => {
    inventory.cluster = "cluster9";
  });
  assert.equal(refused(second, cluster), [`${inventory} belongs to the overlay of \`cluster9\`, not of \`cluster1\``]);
  const newer = withInventory((inventory) => {
    inventory.format = 2;
  });
  assert.equal(refused(second, newer), [`${inventory} was written by a newer fedc, in a format that this one does not know`]);
});

const BAD_PATHS = [
  "../x",
  "/etc/passwd",
  "generated/../../x",
  "generated/./x",
  "generated//x",
  "generated/",
  "generated",
  "kustomization.yaml",
];
for (const path of [...BAD_PATHS, "generated/a\\b", "generated/a\0b", "generated/inventory.json", "__proto__", "generated/x/../y"])
  test(`an inventory that lists ${JSON.stringify(path)} is damaged`, () => {
    const folder = withInventory(({ files }) => {
      Object.defineProperty(files, path, { value: HASH, enumerable: true });
    });
    writeFileSync(join(folder, "../x"), "not fedc's");
    assert.equal(refused(first, folder), ["`cluster1/generated/inventory.json` is damaged: it does not say which files are fedc's"]);
  });

for (const [name, text] of Object.entries({
  empty: "",
  list: "[]",
  null: "null",
  "no files": '{"format":1,"federation":"shop","cluster":"cluster1"}',
}))
  test(`an inventory that is ${name} is damaged`, () => {
    const folder = written(first);
    writeFileSync(join(folder, "cluster1/generated/inventory.json"), text);
    assert.match(refused(first, folder).join(), /is damaged/);
  });

test("an inventory with a strange hash is damaged, and one beyond the limit is not read", () => {
  const strange = withInventory(({ files }) => {
    files["generated/README.md"] = "sha256:ABC";
  });
  assert.match(refused(first, strange).join(), /is damaged/);
  const large = written(first);
  truncateSync(join(large, "cluster1/generated/inventory.json"), LARGEST_INVENTORY + 1);
  const read = (path: string) => {
    assert.not(path.endsWith("cluster1/generated/inventory.json"), "it was read");
    return realDisk.read(path);
  };
  assert.match(refusalOf(() => writeOverlays(first, large, { disk: { ...realDisk, read } })).message, /is damaged/);
});

test("an inventory may list `generated/__proto__`", () => {
  const overlays = [overlay("a", { ["__proto__"]: "p", constructor: "c" })];
  const folder = written(overlays);
  assert.equal(changes(writeOverlays(overlays, folder)), {});
});

test.run();
