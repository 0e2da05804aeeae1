/** The same federation.yaml gives the same bytes wherever and however fedc runs: seen with whole processes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "./support/fedc.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { type Tree, treeOf } from "./support/tree.ts";

const test = suite("determinism");
const sample = join(root, "test/samples/build/mosaic");

const circumstances: Readonly<
  Record<string, { readonly env?: Readonly<Record<string, string>>; readonly umask?: string; readonly folder?: string }>
> = {
  "a Swedish locale": { env: { LC_ALL: "sv_SE.UTF-8", LANG: "sv_SE.UTF-8", LANGUAGE: "sv" } },
  "a Turkish locale": { env: { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" } },
  "another time zone": { env: { TZ: "Asia/Kathmandu" } },
  "another time": { env: { SOURCE_DATE_EPOCH: "1800000000" } },
  "a narrow umask": { umask: "077" },
  "an open umask": { umask: "000" },
  "a folder with an odd name": { folder: "où est la fédération; $(x) 'y' \"z\"" },
  "a terminal's environment": { env: { TERM: "xterm-256color", COLORTERM: "truecolor", FORCE_COLOR: "1", COLUMNS: "20" } },
};

const usual = build({});

test("the usual run builds something", () => {
  assert.ok(Object.keys(usual).length > 50);
});

for (const [name, how] of Object.entries(circumstances)) {
  test(`${name} makes no difference`, () => {
    const tree = build(how);
    assert.equal(Object.keys(tree), Object.keys(usual));
    for (const [path, text] of Object.entries(usual)) assert.fixture(tree[path] ?? "", text, path);
  });
}

/** The tree that the bundled fedc writes, run in a copy of the sample. */
function build({ env = {}, umask = "022", folder = "here" }: (typeof circumstances)[string]): Tree {
  const place = join(temporaryFolder(), folder);
  mkdirSync(place);
  cpSync(join(sample, "federation.yaml"), join(place, "federation.yaml"));
  cpSync(join(sample, "trust"), join(place, "trust"), { recursive: true });
  const script = `umask ${umask} && exec "$0" "$1" build`;
  const { status, stderr } = spawnSync("sh", ["-c", script, process.execPath, join(root, "dist/cli/main.js")], {
    cwd: place,
    env: { PATH: process.env.PATH ?? "", SOURCE_DATE_EPOCH: "1795305600", ...env },
    encoding: "utf8",
  });
  assert.is(status, 0, stderr);
  return treeOf(join(place, "out"));
}

test.run();
