import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";

const trial = suite("publish: a trial in a folder");
// Nobody is asked there: the trial has no token, and servers that do not exist.
const server = await GitServer.start();
trial.after(() => server.close());

const clusters = {
  a: { repository: "https://gitlab.example.com/group/mesh/A", delivery: "pull-request" },
  b: { repository: "https://git.example.com:8443/org/b" },
};
const bare = (publisher: Publisher, path: string) => join(publisher.folder, "trial", path);
const git = (folder: string, ...words: string[]) =>
  execFileSync("git", ["--git-dir", folder, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

trial("waves go on as branches are merged, and a branch that is deleted is declined", async () => {
  const publisher = new Publisher(server).write(federation(clusters));
  publisher.environment.FEDC_TOKEN = "";
  const outcomes = () => publisher.outcomes("--to-directory", "trial");
  assert.equal(await outcomes(), ["a pr-created", "b committed"]);
  const a = bare(publisher, "gitlab.example.com/group/mesh/a.git");
  const b = bare(publisher, "git.example.com_8443/org/b.git");
  const listing = () => readFileSync(join(publisher.folder, "trial/PROPOSALS.md"), "utf8");
  assert.match(listing(), "## Federation shop: a\n\n`fedc/shop` into `main` of https://gitlab.example.com/group/mesh/A.");
  assert.equal(await outcomes(), ["a unchanged", "b unchanged"]);

  const merge = () => {
    // As the listing says.
    const [, line = ""] = /^ {4}(git --git-dir .*) {4}# merges it$/m.exec(listing()) ?? [];
    execFileSync("sh", ["-c", line], { cwd: publisher.folder, stdio: "ignore" });
  };
  merge();
  assert.equal(await outcomes(), ["a unchanged", "b unchanged"]);
  assert.match(listing(), "Nothing is proposed.");

  // The old method goes in a wave of its own, after the new one is there.
  publisher.write(federation(clusters, "PUT"));
  const said: string[] = [];
  for (let run = 0; run < 6 && said.at(-1) !== "a unchanged, b unchanged"; run += 1) {
    said.push((await outcomes()).join(", "));
    if (said.at(-1)?.includes("pr-created")) merge();
  }
  assert.is(said.filter((one) => one.startsWith("a pr-created")).length, 2, said.join("; "));
  assert.is(said.at(-1), "a unchanged, b unchanged", said.join("; "));
  await publisher.answer("build", "--out", "built");
  for (const [name, repository] of [
    ["a", a],
    ["b", b],
  ] as const)
    assert.is(
      git(repository, "show", "main:federation/generated/inventory.json"),
      readFileSync(join(publisher.folder, "built", name, "generated/inventory.json"), "utf8").trim(),
    );

  publisher.write(federation(clusters, "GET, POST"));
  assert.is((await outcomes())[0], "a pr-created");
  git(a, "update-ref", "-d", "refs/heads/fedc/shop");
  assert.is((await outcomes())[0], "a declined");
});

trial("it writes into its own folder alone, and refuses one that is not", async () => {
  const publisher = new Publisher(server).write(federation(clusters));
  mkdirSync(join(publisher.folder, "mine"));
  writeFileSync(join(publisher.folder, "mine/notes.txt"), "mine\n");
  const said = async (...args: string[]) => (await publisher.publish(...args)).error?.message ?? "";
  assert.match(await said("--to-directory", "mine"), "is not empty, and not a folder of `--to-directory`");
  assert.equal(existsSync(join(publisher.folder, "mine/PROPOSALS.md")), false);
  assert.match(await said("--to-directory", "new", "--dry-run"), "`--dry-run` writes nothing");
  assert.not.ok(existsSync(join(publisher.folder, "new")));
  assert.equal(server.asked, []);
});

trial("it goes on with the same file and folder, and says what is damaged", async () => {
  const publisher = new Publisher(server).write(federation(clusters));
  await publisher.run("--to-directory", "a trial");
  git(join(publisher.folder, "a trial/gitlab.example.com/group/mesh/a.git"), "update-ref", "refs/heads/main", "refs/heads/fedc/shop");
  await publisher.run("--to-directory", "a trial");
  publisher.write(federation(clusters, "PUT"));
  const { stdout } = await publisher.run("federation.yaml", "--to-directory", "a trial");
  assert.match(stdout, "then: fedc publish federation.yaml --to-directory 'a trial'\n");
  const stored = join(publisher.folder, "a trial/gitlab.example.com/group/mesh/a.proposals.json");
  for (const damage of ["", "{}", "[null]", "[1]", "[{}]", '[{"number":1,"head":"x","base":"main","commit":"--help"}]']) {
    writeFileSync(stored, damage);
    const { stdout, stderr, status } = await publisher.run("--to-directory", "a trial");
    assert.is(status, 1, damage);
    assert.match(stdout + stderr, "is not what fedc wrote there");
  }
  writeFileSync(join(publisher.folder, "file"), "");
  assert.match((await publisher.run("--to-directory", "file")).stderr, "file` is not a folder");
});

trial.run();
