import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ServedRepository } from "./support/git-server.ts";
import type { DoublePull } from "./support/github/double-state.ts";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { federation, Publisher } from "./support/publishing.ts";

const test = suite("publishing by pull requests");
const { server, github } = await servedRepositories(test);
let made = 0;

/** A cluster that is asked by pull request, and one that gets commits. */
function one() {
  made += 1;
  const [a, b] = [server.make(`org/a${made}`, { "x.yaml": "x\n" }), server.make(`org/b${made}`, { "x.yaml": "x\n" })];
  const { pulls } = github.repository(`org/a${made}`, a.folder);
  const clusters = { a: { repository: a.address, delivery: "pull-request" }, b: { repository: b.address } };
  const publisher = new Publisher(server).write(federation(clusters));
  publisher.environment.GITHUB_API_URL = github.url;
  const outcome = async (...args: readonly string[]) => (await publisher.publish("--cluster", "a", ...args)).overlays[0]?.outcome;
  return { a, pulls, publisher, outcome, change: (methods: string) => publisher.write(federation(clusters, methods)) };
}

/** As GitHub's green button does it. */
function merge(repository: ServedRepository, pull: DoublePull | undefined, { deleteBranch = true } = {}): void {
  assert.ok(pull);
  const head = repository.head("fedc/shop");
  repository.git("update-ref", "refs/heads/main", head ?? "");
  Object.assign(pull, { state: "closed", merged: true, closedAt: head });
  if (deleteBranch) repository.git("update-ref", "-d", "refs/heads/fedc/shop");
}

const branch = "fedc/shop";

test("it says what changes, access first, and which wave of the change it is", async () => {
  const { a, pulls, publisher, outcome, change } = one();
  assert.ok((await publisher.publish()).ok);
  assert.match(
    pulls[0]?.body ?? "",
    /\*\*Access\*\*.*\n\n- \*\*gained:\*\* shop\/foo in b -&gt; bar of a \(bar\.xyz:\W?9080\): GET on every path/,
  );
  merge(a, pulls[0]);
  await publisher.publish();

  change("PUT");
  assert.is(await outcome(), "pr-created");
  const [, widening] = pulls;
  assert.match(widening?.body ?? "", /widened:\*\* shop\/foo in b -&gt; bar of a .*: PUT on every path; before: GET on every path/);
  assert.match(widening?.body ?? "", /This is wave 1 of the change.*\n.*Wave 3 waits until/);
  assert.match((await publisher.run("--cluster", "a", "--dry-run")).stdout, /wave 3/);
  merge(a, widening);
  assert.is(await outcome(), "pr-created");
  assert.match(pulls[2]?.body ?? "", /\*\*narrowed:\*\*.*: PUT on every path; before: .*GET/);
});

test("a pull request is made once, follows what is wanted, and is over when it is merged", async () => {
  const { a, pulls, outcome, change } = one();
  assert.is(await outcome("--dry-run"), "pr-created");
  assert.equal([pulls.length, a.head(branch)], [0, undefined]);
  assert.is(await outcome(), "pr-created");
  assert.equal([a.count(branch), a.count()], [2, 1]);
  github.calls.length = 0;
  const first = a.head(branch);
  assert.is(await outcome(), "unchanged");
  assert.equal([github.writes, a.head(branch), pulls.length], [[], first, 1]);

  change("GET, POST");
  assert.is(await outcome("--dry-run"), "pr-updated");
  assert.is(await outcome(), "pr-updated");
  assert.equal([a.count(branch), pulls.length], [2, 1]);
  assert.not.equal(a.head(branch), first);

  merge(a, pulls[0]);
  github.calls.length = 0;
  assert.is(await outcome(), "unchanged");
  assert.equal(github.calls, []);
  change("PUT");
  assert.is(await outcome(), "pr-created");
  assert.is(pulls.length, 2);
});

test("a branch that was left after merging is used again", async () => {
  const { a, pulls, outcome, change } = one();
  await outcome();
  merge(a, pulls[0], { deleteBranch: false });
  github.calls.length = 0;
  assert.is(await outcome(), "unchanged");
  assert.equal(github.writes, []);
  change("PUT");
  assert.is(await outcome(), "pr-created");
  assert.equal([pulls.length, a.count(branch)], [2, 3]);
});

test("a base that moved elsewhere leaves the branch and its reviews alone; one that moved where it matters does not", async () => {
  const { a, outcome } = one();
  await outcome();
  const first = a.head(branch);
  a.commit({ "x.yaml": "y\n" });
  assert.is(await outcome(), "unchanged");
  assert.is(a.head(branch), first);
  a.commit({ "federation/kustomization.yaml": "resources: [generated]\n" });
  assert.is(await outcome(), "pr-updated");
  assert.is(a.git("rev-parse", `${branch}^`).trim(), a.head());
});

test("a pull request that was closed stays closed until the content changes", async () => {
  const { a, pulls, outcome, change } = one();
  await outcome();
  const [pull] = pulls;
  assert.ok(pull);
  Object.assign(pull, { state: "closed", closedAt: a.head(branch) });
  github.calls.length = 0;
  assert.is(await outcome(), "declined");
  a.git("update-ref", "-d", `refs/heads/${branch}`);
  assert.is(await outcome(), "declined");
  assert.equal([github.writes, a.head(branch)], [[], undefined]);
  change("PUT");
  assert.is(await outcome(), "pr-created");
});

test("one that is no longer needed is closed, with its branch", async () => {
  const { a, pulls, outcome, change } = one();
  await outcome();
  merge(a, pulls[0]);
  change("PUT");
  await outcome();
  change("GET");
  assert.is(await outcome("--dry-run"), "pr-closed");
  assert.is(await outcome(), "pr-closed");
  assert.equal([pulls[1]?.state, pulls[1]?.comments.length, a.head(branch)], ["closed", 1, undefined]);
  assert.is(await outcome(), "unchanged");
});

test("a branch with others' commits is not touched, whether they are on top or inside", async () => {
  const { a, outcome, change } = one();
  await outcome();
  const first = a.head(branch);
  const theirs = a.commit({ "federation/kustomization.yaml": "resources: [generated, more.yaml]\n" }, branch);
  change("PUT");
  assert.is(await outcome(), "skipped-edited");
  assert.is(a.head(branch), theirs);
  a.git("update-ref", `refs/heads/${branch}`, first ?? "");
  const message = a.message(branch);
  a.git("update-ref", `refs/heads/${branch}`, "refs/heads/main");
  const amended = a.commit({ "federation/generated/README.md": "theirs\n" }, branch, { message });
  assert.is(await outcome(), "skipped-edited");
  assert.is(a.head(branch), amended);
  assert.is(await outcome("--overwrite-edits"), "pr-updated");
  assert.is(await outcome(), "unchanged");
});

test("where the branch came and its pull request did not, the next run opens it", async () => {
  const { a, pulls, outcome } = one();
  github.fault({ on: /^POST .*\/pulls$/, with: { status: 403, body: { message: "Resource not accessible by integration" } } });
  assert.is(await outcome(), "failed");
  const pushed = a.head(branch);
  assert.ok(pushed);
  assert.is(await outcome(), "pr-created");
  assert.equal([pulls.length, a.head(branch)], [1, pushed]);
});

test("both sides kept to GitHub's own description", () => {
  assert.equal(github.problems, []);
});

test("a repository that takes pull requests costs one ls-remote where nothing is to be done", async () => {
  const { a, pulls, outcome } = one();
  assert.is(await outcome("--cache", "cache"), "pr-created");
  merge(a, pulls[0]);
  const posts = async (...args: readonly string[]) => {
    server.asked.length = 0;
    github.calls.length = 0;
    assert.is(await outcome(...args), "unchanged");
    assert.equal(github.calls, []);
    return server.asked.filter(({ line }) => line.startsWith(`POST ${new URL(a.address).pathname}`)).length;
  };
  assert.equal([await posts("--cache", "cache"), await posts("--cache", "cache"), await posts()], [3, 1, 3]);
});

test("the cache knows the commit that was looked at, though the branch moved meanwhile", async () => {
  const { a, pulls, outcome } = one();
  await outcome();
  merge(a, pulls[0]);
  const file = a.paths().find((path) => path.startsWith("federation/generated/")) ?? "";
  const text = a.files()[file];
  a.commit({ [file]: "by hand\n" });
  const edited = a.head() ?? "";
  let asked = 0;
  server.fault = (line) => {
    if (line.startsWith("GET") && line.includes(a.address.slice(server.origin.length)) && ++asked === 2) a.commit({ [file]: text });
    return undefined;
  };
  assert.is(await outcome("--cache", "cache"), "unchanged");
  server.fault = () => undefined;
  a.git("update-ref", "refs/heads/main", edited);
  assert.is(await outcome("--cache", "cache"), "skipped-edited");
});

test.run();
