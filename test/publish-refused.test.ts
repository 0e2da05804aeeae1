import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { federation, Publisher } from "./support/publishing.ts";

const test = suite("what stands in the way of publishing");
const { server, github } = await servedRepositories(test);
let made = 0;

/** One cluster in a repository of its own. */
function one(delivery: string, environment: Readonly<Record<string, string>> = {}) {
  made += 1;
  const repository = server.make(`org/a${made}`, { "x.yaml": "x\n" });
  const { pulls } = github.repository(`org/a${made}`, repository.folder);
  const publisher = new Publisher(server).write(federation({ a: { repository: repository.address, delivery } }));
  Object.assign(publisher.environment, { GITHUB_API_URL: github.url }, environment);
  const reason = async () => (await publisher.publish()).overlays[0]?.reasons[0];
  return { repository, pulls, publisher, reason };
}

test("a rule against fedc's branch is not answered by the delivery that it is", async () => {
  const { repository, reason } = one("pull-request");
  repository.git("config", "transfer.hideRefs", "refs/heads/fedc");
  const { message, help } = (await reason()) ?? { message: "" };
  assert.match(message, "refuses the commit: deny updating a hidden ref");
  assert.match(help ?? "", /let fedc make, rewrite and delete branches `fedc\/…`/);
});

test("a branch that may not be rewritten is refused at once, and nobody is said to write at the same time", async () => {
  const { repository, publisher } = one("pull-request");
  await publisher.outcomes();
  repository.git("config", "receive.denyNonFastForwards", "true");
  repository.commit({ "federation/generated/README.md": "theirs\n" });
  const { overlays } = await publisher.publish("--adopt", "--overwrite-edits");
  assert.match(overlays[0]?.reasons[0]?.message ?? "", /refuses the commit: denying non-fast-forward/);
});

test("where nothing is left to propose and the branch may not be deleted, that is a warning", async () => {
  const { repository, pulls, publisher } = one("pull-request");
  await publisher.outcomes();
  repository.git("config", "receive.denyDeletes", "true");
  repository.commit(repository.files("fedc/shop"));
  const { ok, overlays } = await publisher.publish();
  assert.equal([ok, overlays[0]?.outcome, pulls[0]?.state], [true, "pr-closed", "closed"]);
  assert.match(overlays[0]?.warnings[0]?.message ?? "", /`fedc\/shop` is not needed any more, and stays: .*denying ref deletion/);
  assert.equal(await publisher.outcomes(), ["a unchanged"]);
});

test("a branch or tag that git cannot tell from the one that is meant is spoken of", async () => {
  for (const place of ["heads", "tags"]) {
    const { repository, reason } = one("commit");
    repository.git("update-ref", `refs/${place}/refs/heads/main`, "main");
    assert.match((await reason())?.message ?? "", /has another branch or tag that git cannot tell from this branch/);
  }
});

test("tags that are called as branches change nothing", async () => {
  const { repository, publisher } = one("pull-request");
  for (const name of ["main", "fedc/shop"]) repository.git("tag", name);
  assert.equal(await publisher.outcomes(), ["a pr-created"]);
  assert.equal(await publisher.outcomes(), ["a unchanged"]);
});

test("files that variables name by a relative path are found", async () => {
  const { publisher } = one("commit", { GIT_SSL_CAINFO: "authority.pem", TMPDIR: "temporary" });
  copyFileSync(server.authority, join(publisher.folder, "authority.pem"));
  mkdirSync(join(publisher.folder, "temporary"));
  assert.equal(await publisher.outcomes(), ["a committed"]);
  assert.equal(readdirSync(join(publisher.folder, "temporary")), []);
});

test("a cache that cannot be written costs a look, and nothing else", async () => {
  const { publisher } = one("commit");
  for (const cache of ["federation.yaml", "federation.yaml/cache"]) {
    publisher.write(federation({ a: { repository: one("commit").repository.address } }));
    assert.equal(await publisher.outcomes("--cache", cache), ["a committed"]);
    assert.equal(await publisher.outcomes("--cache", cache), ["a unchanged"]);
  }
});

test("without a folder for temporary files, that is what is said", async () => {
  const { publisher } = one("commit", { TMPDIR: "/nowhere/at/all" });
  const { stderr } = await publisher.run();
  assert.match(stderr, "error: no temporary folder can be made in `/nowhere/at/all`: the folder around it is gone");
  assert.match(stderr, "`TMPDIR`");
});

test("an API that is not there is told of with where its address is from", async () => {
  const { publisher, reason } = one("pull-request", { GITHUB_API_URL: "https://api.invalid", GITHUB_SERVER_URL: server.origin });
  const named = await reason();
  assert.match(
    `${named?.message} ${named?.help}`,
    /`api\.invalid` cannot be reached: E.*`GITHUB_API_URL` is right: `https:\/\/api\.invalid`/,
  );
  publisher.environment.GITHUB_API_URL = "http://localhost:9";
  const never = await reason();
  assert.match(never?.message ?? "", "`localhost:9` cannot be reached: bad port");
  assert.not.match(never?.help ?? "", /again/);
});

test("the program for ssh is found by the home of whoever runs fedc, and by either variable", async () => {
  for (const [name, value] of [
    ["GIT_SSH_COMMAND", "~/ssh.sh"],
    ["GIT_SSH_COMMAND", '"$HOME"/ssh.sh'],
    ["GIT_SSH", ""],
  ] as const) {
    const { repository, publisher } = one("commit");
    const program = join(publisher.folder, "ssh.sh");
    writeFileSync(program, `#!/bin/sh\nfor last; do :; done\nexec sh -c "$(printf %s "$last" | sed "s#'/.*'#'${repository.folder}'#")"\n`);
    chmodSync(program, 0o755);
    publisher.write(federation({ a: { repository: "ssh://git@git.example.org/org/a" } }));
    Object.assign(publisher.environment, { HOME: publisher.folder, [name]: value || program });
    assert.equal(await publisher.outcomes(), ["a committed"]);
  }
});

test.run();
