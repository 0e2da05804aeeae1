/** `fedc diff --base` holds a change until every owner has approved, whatever it changes and whatever the file is called. */
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DiffDocument } from "./support/diff-document.ts";
import { fedcInside } from "./support/inside.ts";
import { edited, reviewed, rootFiles } from "./support/reviewed.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("approval of changes");

/** A repository with the federation in a folder. */
function committed(): string {
  const folder = temporaryFolder();
  const own = join(folder, "mesh");
  mkdirSync(own);
  for (const [file, text] of Object.entries({ ...rootFiles, "federation.yaml": reviewed })) writeFileSync(join(own, file), text);
  const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: folder });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "before");
  return folder;
}

const folder = committed();
const file = join(folder, "mesh/federation.yaml");
const diff = async (...args: string[]) => await fedcInside(["diff", file, "--base", "HEAD", ...args], folder);

const changes: Readonly<Record<string, readonly [before: string, after: string]>> = {
  "another root": ["bank-ca: [{ file: bank.pem }]", "bank-ca: [{ file: other.pem }]"],
  "a stranger's root": ["bank-ca: [{ file: bank.pem }]", "bank-ca: [{ file: bank.pem }, { file: other.pem }]"],
  "another identity": ["{ root: bank-ca, ", "{ root: bank-ca, identity: { ingress: spiffe://bank.example.com/in }, "],
  "another hostname": ["hostname: bank.example.com", "hostname: bank2.example.com"],
  "protection taken away": ["        protect: { callers: [bank/web] }\n", ""],
  "another address": ["192.0.2.2", "192.0.2.9"],
  "an assertion deleted": ["  - never: { from: shop, to: payments, method: POST }\n", ""],
  "another repository": ["https://github.com/example/bank", "https://github.com/mallory/bank"],
  "another claim": ["pathNormalization: BASE", "pathNormalization: MERGE_SLASHES"],
  "another version": ['version: "1.31"', 'version: "1.30"'],
};

for (const [what, edit] of Object.entries(changes))
  test(`${what} fails until the owners have approved`, async () => {
    writeFileSync(file, edited([edit]));
    const { status, stderr } = await diff("--require-approval");
    assert.is(status, 1, stderr);
    const { asked, unowned } = JSON.parse((await diff("--json")).stdout) as DiffDocument;
    assert.ok(asked.length > 0);
    assert.equal(unowned, []);
    for (const { owner } of asked) assert.match(stderr, `\`${owner}\` has not approved`);
    const all = asked.flatMap(({ owner }) => ["--approved", owner]);
    assert.is((await diff("--require-approval", ...all)).status, 0);
  });

test("a file that is renamed and rewritten is still the same file, and its former owners are asked", async () => {
  writeFileSync(file, `# all new\n${edited([['owner: "@example/bank"', 'owner: "@example/mallory"']])}`);
  const moved = join(folder, "mesh.yaml");
  renameSync(file, moved);
  for (const name of Object.keys(rootFiles)) renameSync(join(folder, "mesh", name), join(folder, name));
  const { status, stdout, stderr } = await fedcInside(["diff", moved, "--base", "HEAD", "--require-approval"], folder);
  assert.is(status, 1, stdout);
  assert.match(stderr, "`@example/bank` has not approved: cluster bank gets another owner");
  assert.match(stdout, /name of the file: mesh\/federation\.yaml\s+->/);
  assert.match(stdout, "owner of cluster bank: @example/bank -> @example/mallory");
});

test.run();
