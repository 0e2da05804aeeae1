import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { formsOf, TokenWatch } from "./support/token-watch.ts";

const test = suite("what publishing guards against");
const server = await GitServer.start();
test.after(() => server.close());
let made = 0;

function two() {
  made += 1;
  const [a, b] = [server.make(`org/a${made}`, { "x.yaml": "x\n" }), server.make(`org/b${made}`, { "x.yaml": "x\n" })];
  const clusters = { a: { repository: a.address }, b: { repository: b.address } };
  return { a, b, clusters, publisher: new Publisher(server).write(federation(clusters)) };
}

/** The federation's own repository; commits are a minute apart. */
function history(publisher: Publisher) {
  let minute = 0;
  const git = (...words: readonly string[]) => {
    const date = `${1_760_000_000 + 60 * minute} +0000`;
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    return execFileSync("git", [...identity, ...words], { cwd: publisher.folder, encoding: "utf8", env }).trim();
  };
  git("init", "--quiet", "--initial-branch=main");
  return {
    git,
    commit(text: string): string {
      minute += 1;
      publisher.write(text);
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message=x");
      return git("rev-parse", "HEAD");
    },
  };
}

test("an older revision does not overwrite a newer one, whatever others committed since", async () => {
  const { a, clusters, publisher } = two();
  const { git, commit } = history(publisher);
  const older = commit(federation(clusters, "GET"));
  const newer = commit(federation(clusters, "GET, POST"));
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.match(a.message(), new RegExp(`^Fedc-Revision: ${newer}$`, "m"));
  for (let count = 0; count < 5; count += 1) a.commit({ "x.yaml": `${count}\n` });
  git("checkout", "--quiet", "--detach", older);
  assert.equal(await publisher.outcomes(), ["a failed", "b unchanged"]);
  const { overlays } = await publisher.publish();
  assert.match(overlays[0]?.reasons[0]?.message ?? "", new RegExp(`newer revision ${newer.slice(0, 12)}`));
  // A shallow checkout of the older one knows times alone.
  const shallow = new Publisher(server);
  execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${publisher.folder}`, join(shallow.folder, "clone")]);
  writeFileSync(join(shallow.folder, "federation.yaml"), readFileSync(join(shallow.folder, "clone/federation.yaml")));
  execFileSync("mv", [join(shallow.folder, "clone/.git"), join(shallow.folder, ".git")]);
  assert.equal(await shallow.outcomes(), ["a failed", "b unchanged"]);
  assert.equal(await publisher.outcomes("--allow-rollback"), ["a committed", "b unchanged"]);
  git("checkout", "--quiet", "--detach", newer);
  assert.equal(await publisher.outcomes(), ["a committed", "b unchanged"]);
});

test("nor while others commit on top of it", async () => {
  const { a, b, clusters, publisher } = two();
  const { git, commit } = history(publisher);
  const older = commit(federation(clusters, "GET"));
  commit(federation(clusters, "GET, POST"));
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  for (let count = 0; count < 110; count += 1) a.commit({ "x.yaml": `${count}\n` });
  git("checkout", "--quiet", "--detach", older);
  // The branch moves between the fetch of the overlay and that of the older commits.
  let asked = 0;
  server.fault = (line) => {
    if (line.startsWith(`GET /${a.address.slice(server.origin.length + 1)}/`) && ++asked === 4) a.commit({ "y.yaml": "y\n" });
    return undefined;
  };
  assert.equal(await publisher.outcomes("--dry-run"), ["a failed", "b unchanged"]);
  server.fault = () => undefined;
  assert.ok(asked > 4);
  assert.is(b.count(), 2);
});

test("a cluster that leaves without becoming inactive is an error that says so", async () => {
  const { a, b, clusters, publisher } = two();
  const { commit } = history(publisher);
  commit(federation(clusters));
  const built = execFileSync(process.execPath, [join(import.meta.dirname, "../dist/cli/main.js"), "build"], { cwd: publisher.folder });
  assert.ok(built.length > 0);
  publisher.write(federation({ a: clusters.a }));
  assert.match((await publisher.outcomes()).join(), /`b` is no longer in the file, but the overlay in `out`/);
  assert.match(
    (await publisher.outcomes("--out", "none", "--base", "HEAD")).join(),
    /`b` is no longer in the file, but the overlay at `HEAD`/,
  );
  assert.equal([a.count(), b.count()], [1, 1]);
  commit(federation({ ...clusters, b: { ...clusters.b, inactive: true } }));
  publisher.write(federation({ a: clusters.a }));
  assert.equal(await publisher.outcomes("--out", "none", "--base", "HEAD"), ["a committed"]);
});

test("a token is in no output, argument or file, however much is asked to be told", async () => {
  const { clusters, publisher } = two();
  const temporary = temporaryFolder();
  const tracing = { DEBUG: "*", GIT_TRACE: "1", GIT_TRACE_CURL: "1", GIT_CURL_VERBOSE: "1", GIT_TRACE_REDACT: "0", FEDC_DEBUG: "1" };
  Object.assign(publisher.environment, tracing, { TMPDIR: temporary });
  const watch = new TokenWatch(formsOf(server.token), [temporary]);
  const { status } = await publisher.run("--cache", "cache");
  publisher.write(federation({ ...clusters, b: { repository: `${server.origin}/org/none` } }, "PUT"));
  server.fault = (line) => (line.includes("receive-pack") ? 403 : undefined);
  const failed = await publisher.run("--cache", "cache");
  watch.stop();
  server.fault = () => undefined;
  // It was seen how git is run, so the absence of the token means something.
  assert.match(watch.seen, /ls-remote/);
  assert.equal([status, failed.status, watch.leaks], [0, 1, []]);
  assert.not.match(readdirSync(join(publisher.folder, "cache")).join(), /tmp/);
});

test("a user's own configuration, hooks and rewritten addresses have no say", async () => {
  const { a, publisher } = two();
  const home = temporaryFolder();
  mkdirSync(join(home, "hooks"));
  const trace = join(home, "ran");
  writeFileSync(join(home, "hooks/pre-push"), `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 });
  const rewriting = `[url "https://localhost:1/"]\n\tinsteadOf = ${server.origin}/\n[core]\n\thooksPath = ${home}/hooks\n`;
  writeFileSync(join(home, ".gitconfig"), rewriting);
  Object.assign(publisher.environment, { HOME: home, GIT_DIR: "/nonexistent", GIT_CONFIG_GLOBAL: join(home, ".gitconfig") });
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.equal(readdirSync(home).sort(), [".gitconfig", "hooks"]);
  assert.is(a.count(), 2);
});

test("a token for GitHub goes to no other server", async () => {
  const { publisher } = two();
  Object.assign(publisher.environment, { FEDC_TOKEN: "", GITHUB_TOKEN: server.token });
  const { overlays } = await publisher.publish();
  assert.match(overlays[0]?.reasons[0]?.help ?? "", /put a token into one of `FEDC_TOKEN_ORG_A\d+`, `FEDC_TOKEN_ORG`, `FEDC_TOKEN`$/);
  publisher.environment.GITHUB_SERVER_URL = server.origin;
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
});

test("within a workflow tokens go to GitHub alone, and to servers that are named", async () => {
  const { publisher } = two();
  const help = async () => (await publisher.publish()).overlays[0]?.reasons[0]?.help ?? "";
  const withheld = (variable: string) =>
    new RegExp(`^the token in \`${variable}\` is not sent to \`localhost:\\d+\`.*\`FEDC_TOKEN_HOSTS\`$`);
  server.asked.length = 0;
  publisher.environment.GITHUB_SERVER_URL = "https://github.com";
  assert.match(await help(), withheld("FEDC_TOKEN"));
  Object.assign(publisher.environment, { FEDC_TOKEN: "", FEDC_TOKEN_ORG: server.token });
  assert.match(await help(), withheld("FEDC_TOKEN_ORG"));
  // A proof of who an App is would do for whoever holds it.
  Object.assign(publisher.environment, { FEDC_TOKEN_ORG: "", FEDC_GITHUB_APP_ID: "1", FEDC_GITHUB_APP_KEY: "key" });
  assert.match(await help(), withheld("FEDC_GITHUB_APP_KEY"));
  Object.assign(publisher.environment, { FEDC_TOKEN: server.token, FEDC_TOKEN_HOSTS: "git.example.com, localhost:1" });
  assert.match(await help(), withheld("FEDC_TOKEN"));
  assert.equal(
    server.asked.filter(({ authorized }) => authorized),
    [],
  );
  publisher.environment.FEDC_TOKEN_HOSTS = "git.example.com, localhost";
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
});

test("Node is not made to print a token", async () => {
  const { publisher } = two();
  for (const sections of ["child_process", "http, CHILD_*"]) {
    publisher.environment.NODE_DEBUG = sections;
    assert.match((await publisher.publish()).overlays[0]?.reasons[0]?.message ?? "", /^`NODE_DEBUG` makes Node print/);
  }
  publisher.environment.NODE_DEBUG = "http,https,tls,net,fetch,undici";
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
});

test.run();
