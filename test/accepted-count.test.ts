/** Wherever a command shows findings, it counts those that the file accepts. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { sampleTime } from "./support/samples.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("number of accepted findings");

/** Two roots end soon, and the file accepts that. */
function folderWith(edit: (text: string) => string = (text) => text): string {
  const folder = temporaryFolder();
  const sample = join(root, "test/samples/check/root-expiring");
  cpSync(join(sample, "trust"), join(folder, "trust"), { recursive: true });
  const text = readFileSync(join(sample, "federation.yaml"), "utf8");
  const accept = "accept:\n  - { finding: FED383, at: trust.roots, because: the successors are signed next week }\n";
  writeFileSync(join(folder, "federation.yaml"), `${edit(text)}\n${accept}`);
  return folder;
}

/** The example, with a prefix that an encoded path bypasses. */
function folderWithExample(): string {
  const folder = temporaryFolder();
  const accept = "accept:\n  - { finding: FED346, at: services, because: it was read }\n";
  writeFileSync(join(folder, "federation.yaml"), `${readFileSync(example, "utf8")}\n${accept}`);
  return folder;
}

const run = (folder: string, ...args: string[]) => fedcInside(args, folder, { SOURCE_DATE_EPOCH: String(sampleTime.getTime() / 1000) });

test("trust inspect counts the accepted findings about roots", async () => {
  const folder = folderWith();
  const { status, stderr } = await run(folder, "trust", "inspect");
  assert.equal([status, stderr], [0, "2 accepted warnings in federation.yaml\n"]);
  const { findings, accepted } = JSON.parse((await run(folder, "trust", "inspect", "--json")).stdout);
  assert.equal([findings, accepted.length, accepted[0].because], [[], 2, "the successors are signed next week"]);
  // Of two files, each has its own.
  writeFileSync(join(folder, "second.yaml"), readFileSync(join(folder, "federation.yaml")));
  assert.is((await run(folder, "trust", "inspect", "federation.yaml", "second.yaml")).stderr, "4 accepted warnings\n");
});

test("trust inspect does not count accepted findings that it would not show", async () => {
  const folder = folderWithExample();
  assert.not.match((await run(folder, "trust", "inspect")).stderr, "accepted");
  assert.match((await run(folder, "check")).stderr, "accepted warning");
});

/** Commands that show the findings of a file that has an error. */
const commands = [
  ["access"],
  ["build"],
  ["check"],
  ["diff", "--base", "HEAD"],
  ["graph"],
  ["publish", "--dry-run"],
  ["trust", "inspect"],
  ["trust", "plan", "--base", "HEAD"],
  ["verify"],
  ["why", "cluster1", "service2"],
];

test("every command that shows the findings of a wrong file counts the accepted ones", async () => {
  const folder = folderWith((text) => text.replace("root: good-ca", "root: bad-ca"));
  for (const args of commands) {
    const { status, stderr } = await run(folder, ...args);
    assert.is(status, 1, args.join(" "));
    assert.match(stderr, /\n1 error, 2 accepted warnings in federation\.yaml;/, args.join(" "));
    const { accepted } = JSON.parse((await run(folder, ...args, "--json")).stdout);
    assert.is(accepted.length, 2, args.join(" "));
  }
});

test("consume counts an accepted finding about what it writes", async () => {
  const folder = folderWithExample();
  const exposed = ["--cluster", "cluster2", "--service", "details.bookinfo", "--port", "9080", "--protocol", "http", "--to", "cluster1"];
  await run(folder, "expose", "details", ...exposed, "--methods", "GET", "--paths", "/v1/*");
  const used = ["--cluster", "cluster1", "--as", "details.default", "--port", "9080", "--callers", "default/web", "--create"];
  const { status, stderr } = await run(folder, "consume", "details", ...used);
  assert.equal([status, stderr], [0, "1 accepted warning in federation.yaml\n"]);
});

test.run();
