import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Ran } from "./support/fedc.ts";
import { GitServer } from "./support/git-server.ts";
import { fedcInside } from "./support/inside.ts";
import { federation, Publisher } from "./support/publishing.ts";

const test = suite("line ends as git for Windows writes them");
const server = await GitServer.start();
test.after(() => server.close());

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** What every command says, one after the other. */
async function all(run: (...words: readonly string[]) => Promise<Ran>): Promise<readonly Ran[]> {
  const said: Ran[] = [];
  for (const words of ["check", "build", "verify", "diff", "trust plan"]) said.push(await run(...words.split(" ")));
  return said;
}

/** A folder with a federation and its overlays, all of it checked out with CRLF. */
async function checkedOut() {
  const { folder } = new Publisher(server).write(federation({ a: { repository: "https://x/a" }, b: { repository: "https://x/b" } }));
  assert.is((await fedcInside(["build"], folder)).status, 0);
  const run = (...words: readonly string[]) => fedcInside(words, folder);
  const before = await all(run);
  for (const file of filesBelow(folder)) writeFileSync(file, readFileSync(file, "utf8").replaceAll("\n", "\r\n"));
  return { folder, run, before };
}

test("every command says what it says without them, and nothing is written", async () => {
  const { folder, run, before } = await checkedOut();
  const bytes = () => filesBelow(join(folder, "out")).map((file) => readFileSync(file, "utf8"));
  const there = bytes();
  const after = await all(run);
  assert.equal(after, before);
  assert.equal(bytes(), there);
  for (const file of ["federation.yaml", "trust/own.pem"])
    writeFileSync(join(folder, file), `\uFEFF${readFileSync(join(folder, file), "utf8")}`);
  assert.match((await run("build")).stdout, "nothing changed");
});

test("what changes is written as fedc writes it; what somebody edited is still seen", async () => {
  const { folder, run } = await checkedOut();
  const text = readFileSync(join(folder, "federation.yaml"), "utf8");
  writeFileSync(join(folder, "federation.yaml"), text.replace("[GET]", "[PUT]"));
  assert.is((await run("build")).status, 0);
  const own = filesBelow(join(folder, "out")).filter((file) => !readFileSync(file, "utf8").includes("\r"));
  assert.ok(own.length > 0 && own.length < filesBelow(join(folder, "out")).length);
  assert.match((await run("build")).stdout, "nothing changed");
  const edited = join(folder, "out/a/generated/trust.yaml");
  writeFileSync(edited, readFileSync(edited, "utf8").replace("kind", "# by hand\r\nkind"));
  assert.match((await run("build")).stderr, /trust\.yaml` was edited by hand/);
});

test("a repository that holds them is no repository that somebody edited", async () => {
  const [a, b] = [server.make("org/a", { "x.yaml": "x\n" }), server.make("org/b", { "x.yaml": "x\n" })];
  const publisher = new Publisher(server).write(federation({ a: { repository: a.address }, b: { repository: b.address } }));
  await publisher.outcomes();
  a.commit(Object.fromEntries(Object.entries(a.files()).map(([path, text]) => [path, text.replaceAll("\n", "\r\n")])));
  assert.equal(await publisher.outcomes(), ["a committed", "b unchanged"]);
  assert.not.match(a.files()["federation/generated/trust.yaml"] ?? "", "\r");
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
});

test.run();
