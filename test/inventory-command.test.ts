/** `fedc inventory`: which files it reads, and what it prints. */
import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { clusterInventoryAt } from "../compiler/inputs/inventory-folder.ts";
import { inFolder, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";

const inventory = suite("inventory command");

const service = (name: string, port = 80) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { ports: [{ port }] },
});

inventory("a link to a file is read, and a pipe is not waited for", () => {
  inFolder((folder) => {
    mkdirSync(join(folder, "shop"));
    writeFileSync(join(folder, "core.txt"), JSON.stringify(service("stock")));
    symlinkSync("../core.txt", join(folder, "shop/core.yaml"));
    symlinkSync("nowhere", join(folder, "shop/broken.yaml"));
    symlinkSync(".", join(folder, "shop/again.yaml"));
    const { objects, doubts } = clusterInventoryAt("shop", join(folder, "shop"));
    assert.equal(
      objects.map(({ title }) => title),
      ["Service shop/stock"],
    );
    // What is not followed is said.
    assert.equal(
      doubts.map(({ file, problem }) => `${file.slice(folder.length)} ${problem}`),
      ["/shop/again.yaml is behind a link to a folder, which is not followed", "/shop/broken.yaml cannot be read: there is no such file"],
    );
  });
});

inventory("a folder with a mistake in its name is told where the dump is missing", () =>
  inFolder(async (folder) => {
    cpSync(join(root, "test/samples/import/gateways"), join(folder, "dumps"), { recursive: true });
    assert.is((await fedcInside(["import", "dumps"], folder)).status, 0);
    renameSync(join(folder, "dumps/warehouse.yaml"), join(folder, "dumps/warehuose.yaml"));
    const { stderr } = await fedcInside(["check", "--inventory", "dumps"], folder);
    assert.match(stderr, "there is no dump of 1 cluster: warehouse");
    assert.match(stderr, "help: is `warehuose` the one of `warehouse`? `--inventory` takes a folder");
  }),
);

inventory("what the command prints has an end, and is safe to paste", async () => {
  await inFolder(async (folder) => {
    const twice = Array.from({ length: 30 }, (_, i) => [service(`s${i}`), service(`s${i}`, i + 1000)]);
    writeFileSync(join(folder, "shop.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: twice.flat() }));
    const { stdout, status } = await fedcInside(["inventory", folder], root);
    assert.is(status, 0);
    assert.is(stdout.split("stands twice").length - 1, 10);
    assert.match(stdout, "and 20 more stand twice");
    const hostile = await fedcInside(["inventory", "--print-commands", "--cluster", "a; rm -rf ."], root);
    assert.equal([hostile.status, hostile.stdout], [1, ""]);
    assert.match(hostile.stderr, "`a; rm -rf .` is no name of a cluster");
    const double = await fedcInside(["inventory", folder, `shop=${join(folder, "shop.json")}`], root);
    assert.match(double.stderr, "there are two dumps for `shop`");
  });
});

inventory.run();
