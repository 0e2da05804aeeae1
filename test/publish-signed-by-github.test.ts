import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("publishing commits that GitHub signs");
const { server, github } = await servedRepositories(test);
const keys = temporaryFolder();
github.signingKey = join(keys, "web-flow");
execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", github.signingKey]);
const allowed = join(keys, "allowed");
writeFileSync(allowed, `noreply@github.com ${readFileSync(`${github.signingKey}.pub`, "utf8")}`);
let made = 0;

/** A repository that takes only commits with GitHub's signature. */
function guarded(delivery: "commit" | "pull-request") {
  made += 1;
  const repository = server.make(`org/own${made}`, { "x.yaml": "x\n" });
  writeFileSync(join(repository.folder, "config"), `[gpg "ssh"]\n\tallowedSignersFile = ${allowed}\n`, { flag: "a" });
  writeFileSync(
    join(repository.folder, "hooks/pre-receive"),
    `#!/bin/sh
while read old new ref; do
  case $new in 0000000000*) continue;; esac
  for commit in $(git rev-list $new --not --all); do
    git verify-commit $commit || { echo "GH013: Commits must have verified signatures." >&2; exit 1; }
  done
done
`,
    { mode: 0o755 },
  );
  const { pulls } = github.repository(`org/own${made}`, repository.folder);
  const file = (methods?: string) =>
    federation({ a: { repository: repository.address, delivery }, b: { repository: repository.address, delivery, path: "b" } }, methods);
  const publisher = new Publisher(server).write(file());
  Object.assign(publisher.environment, { GITHUB_API_URL: github.url, FEDC_SIGN: "github" });
  const branches = () => repository.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").trim().split("\n");
  return { repository, publisher, pulls, file, branches };
}

test("a commit to the branch: GitHub makes it, git moves the branch, and nothing else is left", async () => {
  const { repository, publisher, file, branches } = guarded("commit");
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.equal([repository.count(), branches()], [2, ["main"]]);
  assert.is(repository.git("log", "-1", "--format=%cn %G? %an", "main").trim(), "GitHub G robot");
  assert.match(repository.message(), /^Federation shop: a, b\n\na: .*\nb: .*\n\nMade by fedc[\s\S]*^Fedc-Digest: /m);
  // Files that go are deletions of the API.
  publisher.write(file().replace(/services:[\s\S]*/, "services: {}\n"));
  for (let times = 0; times < 3; times += 1) assert.ok((await publisher.publish()).ok);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
  assert.not.ok(repository.paths().some((path) => path.includes("as-rbar")));
  assert.equal(branches(), ["main"]);
});

test("a pull request keeps its branch and its number when what it proposes changes", async () => {
  const { repository, publisher, pulls, file, branches } = guarded("pull-request");
  assert.equal(await publisher.outcomes(), ["a pr-created", "b pr-created"]);
  publisher.write(file("POST"));
  assert.equal(await publisher.outcomes(), ["a pr-updated", "b pr-updated"]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
  assert.equal([pulls.length, pulls[0]?.state, repository.count("fedc/shop"), branches()], [1, "open", 2, ["fedc/shop", "main"]]);
});

test("a lost answer, a branch that a killed run left, and a base that moves meanwhile come to one commit", async () => {
  const { repository, publisher, branches } = guarded("commit");
  github.fault({ on: /graphql/, done: true, with: "reset" });
  let raced = false;
  github.before = async (call) => {
    if (!call.includes("graphql") || raced) return;
    raced = true;
    repository.commit({ "x.yaml": "theirs\n" });
  };
  try {
    assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  } finally {
    github.before = async () => undefined;
  }
  assert.equal([repository.files()["x.yaml"], repository.count(), branches()], ["theirs\n", 3, ["main"]]);
});

test("a rate limit of GraphQL, which comes as a success, is waited for", async () => {
  const { repository, publisher } = guarded("commit");
  const limited = {
    data: { createCommitOnBranch: null },
    errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded for installation" }],
  };
  github.fault({ on: /graphql/, with: { status: 200, headers: { "retry-after": "1" }, body: limited } });
  github.fault({
    on: /graphql/,
    with: {
      status: 200,
      headers: { "retry-after": "1" },
      body: { ...limited, errors: [{ message: "You have exceeded a secondary rate limit" }] },
    },
  });
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.is(repository.count(), 2);
});

test("what GitHub's API cannot do is said: files of another kind, repositories without a commit, other servers, rights", async () => {
  const { repository, publisher } = guarded("commit");
  assert.ok((await publisher.publish()).ok);
  repository.commit({ "federation/generated/README.md": "mine\n" }, "main", { mode: "100755" });
  const executable = (await publisher.publish("--overwrite-edits")).overlays.find(({ cluster }) => cluster === "a");
  assert.match(
    `${executable?.reasons[0]?.message}; ${executable?.reasons[0]?.help}`,
    /does not hold the files that it should: nothing was published; .*--sign ssh/,
  );

  const empty = server.make(`org/empty${made}`);
  github.repository(`org/empty${made}`, empty.folder);
  publisher.write(federation({ a: { repository: empty.address } }));
  assert.match((await publisher.publish()).overlays[0]?.reasons[0]?.message ?? "", /does not have a commit yet, and GitHub signs only/);

  const other = guarded("commit");
  github.tokens.set(server.token, { login: "robot", write: false });
  const [refused] = (await other.publisher.publish()).overlays;
  github.tokens.set(server.token, { login: "robot", write: true });
  assert.match(
    `${refused?.reasons[0]?.message}; ${refused?.reasons[0]?.help}`,
    /may not commit there: Resource not accessible.*`Contents: write`/,
  );
  assert.is(other.repository.count(), 1);
});

test("both sides kept to GitHub's description", () => assert.equal(github.problems, []));

test.run();
