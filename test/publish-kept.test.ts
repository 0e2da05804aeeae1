import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ServedRepository } from "./support/git-server.ts";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { type Cluster, federation, Publisher } from "./support/publishing.ts";

const test = suite("proposals that a run was not asked about");
const { server, github } = await servedRepositories(test);
let made = 0;

/** One repository for several clusters, which are proposed to it. */
function shared() {
  made += 1;
  const repository = server.make(`org/fleet${made}`, { "x.yaml": "x\n" });
  const { pulls } = github.repository(`org/fleet${made}`, repository.folder);
  const at = (path: string, more: Partial<Cluster> = {}) => ({ repository: repository.address, delivery: "pull-request", path, ...more });
  const publisher = new Publisher(server).write(federation({ a: at("clusters/a"), b: at("clusters/b") }));
  publisher.environment.GITHUB_API_URL = github.url;
  const write = (name: string, text: string) => writeFileSync(join(publisher.folder, name), text);
  const branches = () =>
    repository.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/fedc").trim().split("\n").filter(Boolean);
  return { repository, pulls, at, publisher, write, branches };
}

function foldersOn(repository: ServedRepository, branch = "fedc/shop"): readonly string[] {
  const folders = repository.paths(branch).flatMap((path) => /^(.+)\/generated\/inventory\.json$/.exec(path)?.[1] ?? []);
  return folders.sort();
}

test("clusters that are published one after the other come to one pull request, which tells of both", async () => {
  const { repository, pulls, publisher } = shared();
  assert.equal(await publisher.outcomes("--cluster", "a"), ["a pr-created"]);
  assert.equal(await publisher.outcomes("--cluster", "b", "--dry-run"), ["b pr-updated"]);
  assert.equal(await publisher.outcomes("--cluster", "b"), ["b pr-updated"]);
  assert.equal([foldersOn(repository), repository.count("fedc/shop"), pulls.length], [["clusters/a", "clusters/b"], 2, 1]);
  assert.is(pulls[0]?.title, "Federation shop: a, b");
  assert.match(pulls[0]?.body ?? "", /added clusters\/a\/generated[\s\S]*added clusters\/b\/generated/);
  github.calls.length = 0;
  const head = repository.head("fedc/shop");
  assert.equal(await publisher.outcomes("--cluster", "a"), ["a unchanged"]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
  assert.equal([repository.head("fedc/shop"), github.writes], [head, []]);
});

test("what the base holds by now is taken back alone, and the rest stays proposed", async () => {
  const { repository, pulls, publisher } = shared();
  await publisher.outcomes();
  const proposed = Object.entries(repository.files("fedc/shop"));
  repository.commit(Object.fromEntries(proposed.filter(([path]) => path.startsWith("clusters/a/"))));
  assert.equal(await publisher.outcomes("--cluster", "a", "--dry-run"), ["a pr-updated"]);
  assert.equal(await publisher.outcomes("--cluster", "a"), ["a pr-updated"]);
  assert.is(pulls[0]?.title, "Federation shop: b");
  assert.is(repository.git("rev-parse", "fedc/shop^").trim(), repository.head());
  assert.equal(foldersOn(repository), ["clusters/a", "clusters/b"]);
  assert.equal(await publisher.outcomes("--cluster", "b"), ["b unchanged"]);
});

test("a repository that is written in two ways has one proposal, the same for whatever was asked for last", async () => {
  const { repository, pulls, at, publisher } = shared();
  publisher.write(federation({ a: at("clusters/a"), b: at("clusters/b", { repository: `${repository.address}.git` }) }));
  await publisher.outcomes();
  github.calls.length = 0;
  for (const cluster of ["b", "a"]) assert.equal(await publisher.outcomes("--cluster", cluster), [`${cluster} unchanged`]);
  assert.equal([pulls.length, pulls[0]?.title, github.writes], [1, "Federation shop: a, b", []]);
});

test("two files of one name have proposals of their own, whichever comes first", async () => {
  const { repository, pulls, at, publisher, write, branches } = shared();
  write("staging.yaml", federation({ a: at("staging/a"), b: at("staging/b") }));
  write("production.yaml", federation({ a: at("production/a"), b: at("production/b") }));
  for (const file of ["staging.yaml", "production.yaml"]) {
    assert.equal(await publisher.outcomes(file, "--dry-run"), ["a pr-created", "b pr-created"]);
    assert.equal(await publisher.outcomes(file), ["a pr-created", "b pr-created"]);
  }
  const beside = "fedc/shop.production-a-to-main";
  assert.equal(branches(), ["fedc/shop", beside]);
  assert.equal(
    [foldersOn(repository), foldersOn(repository, beside)],
    [
      ["staging/a", "staging/b"],
      ["production/a", "production/b"],
    ],
  );
  github.calls.length = 0;
  for (const file of ["production.yaml", "staging.yaml"]) assert.equal(await publisher.outcomes(file), ["a unchanged", "b unchanged"]);
  assert.equal(github.writes, []);

  // One of them is closed, and its branch deleted, after the other was merged: it is not proposed again from where the other was.
  repository.git("update-ref", "refs/heads/main", repository.head("fedc/shop") ?? "");
  Object.assign(pulls[0] ?? {}, { state: "closed", merged: true, closedAt: repository.head("fedc/shop") });
  repository.git("update-ref", "-d", "refs/heads/fedc/shop");
  Object.assign(pulls[1] ?? {}, { state: "closed", closedAt: repository.head(beside) });
  repository.git("update-ref", "-d", `refs/heads/${beside}`);
  assert.equal(await publisher.outcomes("production.yaml"), ["a declined", "b declined"]);
});

test("a proposal for a cluster that was taken out of the file stays, and is told of", async () => {
  const { repository, pulls, at, publisher } = shared();
  publisher.write(federation({ a: at("clusters/a"), b: at("clusters/b"), c: at("clusters/c") }));
  await publisher.outcomes();
  publisher.write(federation({ a: at("clusters/a"), b: at("clusters/b") }));
  const { overlays } = await publisher.publish();
  assert.equal(foldersOn(repository), ["clusters/a", "clusters/b", "clusters/c"]);
  assert.match(overlays[0]?.warnings[0]?.message ?? "", /also proposes `clusters\/c` for `c`, which is not in this file/);
  assert.match(pulls[0]?.body ?? "", /\*\*not shown\*\*: what changes for c by clusters\/c/);
});

test("commits of others are left alone for every cluster; where they are dropped on purpose, other proposals stay", async () => {
  const { repository, publisher } = shared();
  await publisher.outcomes("--cluster", "a");
  const theirs = repository.commit({ "clusters/a/generated/README.md": "theirs\n" }, "fedc/shop");
  assert.equal(await publisher.outcomes("--cluster", "b"), ["b skipped-edited"]);
  assert.is(repository.head("fedc/shop"), theirs);
  assert.equal(await publisher.outcomes("--cluster", "b", "--overwrite-edits"), ["b pr-updated"]);
  assert.equal(foldersOn(repository), ["clusters/a", "clusters/b"]);
  assert.not.match(repository.files("fedc/shop")["clusters/a/generated/README.md"] ?? "", /theirs/);
});

test("a base that GitHub's button merged into the branch is no commit of others", async () => {
  const { repository, publisher } = shared();
  await publisher.outcomes("--cluster", "a");
  repository.commit({ "x.yaml": "y\n" });
  const tree = repository.git("merge-tree", "--write-tree", "fedc/shop", "main").trim();
  const name = ["-c", "user.name=GitHub", "-c", "user.email=noreply@github.com"];
  const merge = repository.git(...name, "commit-tree", tree, "-p", "fedc/shop", "-p", "main", "-m", "Merge branch 'main'").trim();
  repository.git("update-ref", "refs/heads/fedc/shop", merge);
  assert.equal(await publisher.outcomes("--cluster", "a"), ["a unchanged"]);
  assert.is(repository.head("fedc/shop"), merge);
  assert.equal(await publisher.outcomes("--cluster", "b"), ["b pr-updated"]);
  assert.equal(foldersOn(repository), ["clusters/a", "clusters/b"]);
});

test("a kept proposal whose folder changed in the base since is not carried over it", async () => {
  const { repository, publisher } = shared();
  await publisher.outcomes("--cluster", "a");
  const proposed = Object.entries(repository.files("fedc/shop")).filter(([path]) => path.startsWith("clusters/a/generated/"));
  repository.commit({ ...Object.fromEntries(proposed), "clusters/a/generated/README.md": "newer\n" });
  const head = repository.head("fedc/shop");
  const { overlays } = await publisher.publish("--cluster", "b");
  assert.match(overlays[0]?.reasons[0]?.message ?? "", /also proposes `clusters\/a` for `a`, which has changed in `main` since/);
  assert.is(repository.head("fedc/shop"), head);
});

test("one repository takes proposals into two branches", async () => {
  const { repository, pulls, at, publisher, branches } = shared();
  repository.git("branch", "release", "main");
  publisher.write(federation({ a: at("clusters/a"), b: at("clusters/b", { branch: "release" }) }));
  assert.equal(await publisher.outcomes(), ["a pr-created", "b pr-created"]);
  assert.equal(
    branches()
      .map((branch) => foldersOn(repository, branch).join())
      .sort(),
    ["clusters/a", "clusters/b"],
  );
  assert.equal(pulls.map(({ base }) => base).sort(), ["main", "release"]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
});

test("two runs at once for a cluster each come to one pull request, which tells of both", async () => {
  const { repository, pulls, publisher } = shared();
  const runs = await Promise.all(["a", "b"].map((name) => publisher.publish("--cluster", name)));
  assert.ok(runs.every(({ ok }) => ok));
  assert.equal([foldersOn(repository), pulls.length], [["clusters/a", "clusters/b"], 1]);
  assert.is(pulls[0]?.title, "Federation shop: a, b");
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
});

test("two files of one name that commit to one branch leave each other's overlays alone", async () => {
  const { repository, at, publisher, write } = shared();
  const commit = { delivery: "commit" };
  write("staging.yaml", federation({ a: at("staging/a", commit), b: at("staging/b", commit) }));
  write("production.yaml", federation({ a: at("production/a", commit), b: at("production/b", commit) }));
  for (const file of ["staging.yaml", "production.yaml"]) {
    assert.equal(await publisher.outcomes(file), ["a committed", "b committed"]);
    assert.equal(await publisher.outcomes(file), ["a unchanged", "b unchanged"]);
  }
  assert.equal(foldersOn(repository, "main"), ["production/a", "production/b", "staging/a", "staging/b"]);
  assert.equal(await publisher.outcomes("staging.yaml"), ["a unchanged", "b unchanged"]);
});

test("a branch that keeps git from having a branch of fedc is named", async () => {
  for (const name of ["fedc", "fedc/shop/old"]) {
    const { repository, publisher } = shared();
    repository.git("branch", name, "main");
    for (const args of [["--dry-run"], []]) {
      const { overlays } = await publisher.publish(...args);
      assert.is(overlays[0]?.outcome, "failed");
      assert.match(
        overlays[0]?.reasons[0]?.message ?? "",
        new RegExp(`has a branch \`${name}\`, so git cannot have a branch \`fedc/shop\``),
      );
      assert.match(overlays[0]?.reasons[0]?.help ?? "", /rename or delete the branch/);
    }
  }
});

test("both sides kept to GitHub's own description", () => {
  assert.equal(github.problems, []);
});

test("a proposal of a revision that this one does not contain stays until people decide, and says so", async () => {
  const { repository, pulls, at, publisher } = shared();
  const clusters = { a: at("clusters/a"), b: at("clusters/b") };
  const people = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-C", publisher.folder, ...people, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const commit = (methods: string) => {
    publisher.write(federation(clusters, methods));
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message=x");
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch=main");
  commit("GET");
  git("checkout", "--quiet", "-b", "ada");
  const ada = commit("GET, POST");
  assert.equal(await publisher.outcomes(), ["a pr-created", "b pr-created"]);
  git("checkout", "--quiet", "-b", "bo", "main");
  const bo = commit("GET, PUT");
  const head = repository.head("fedc/shop");
  const { overlays } = await publisher.publish();
  assert.equal(
    overlays.map(({ outcome, url }) => [outcome, url]),
    ["a", "b"].map(() => ["waiting", `https://github.example/org/fleet${made}/pull/1`]),
  );
  const told = new RegExp(`proposes revision ${ada.slice(0, 12)}, which revision ${bo.slice(0, 12)} of this run does not contain`);
  assert.match(overlays[0]?.reasons[0]?.message ?? "", told);
  assert.match((await publisher.run()).stdout, told);
  assert.equal([repository.head("fedc/shop"), pulls.length], [head, 1]);

  // A merge of both contains it, and then one proposal holds both.
  git("merge", "--quiet", "--strategy=ours", "--message=both", "ada");
  assert.equal(await publisher.outcomes(), ["a pr-updated", "b pr-updated"]);
  git("checkout", "--quiet", "ada");
  assert.equal(await publisher.outcomes("--allow-rollback"), ["a pr-updated", "b pr-updated"]);
});

test.run();
