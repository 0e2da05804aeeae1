import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitServer, type ServedRepository } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("publishing signed commits");
const server = await GitServer.start();
test.after(() => server.close());
const keys = temporaryFolder();
const person = "Mesh Team <mesh@example.com>";
let made = 0;

function sshKey(name: string): { readonly file: string; readonly line: string } {
  const file = join(keys, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "mesh@example.com", "-f", file]);
  return { file, line: readFileSync(`${file}.pub`, "utf8").trim() };
}

/** A repository whose hook asks git itself whether each new commit has a signature by a known key. */
function guarded(settings: string, environment: string): { readonly repository: ServedRepository; readonly publisher: Publisher } {
  made += 1;
  const repository = server.make(`org/signed${made}`, { "x.yaml": "x\n" });
  writeFileSync(join(repository.folder, "config"), settings, { flag: "a" });
  writeFileSync(
    join(repository.folder, "hooks/pre-receive"),
    `#!/bin/sh
export ${environment}
while read old new ref; do
  case $new in 0000000000*) continue;; esac
  for commit in $(git rev-list $new --not --all); do
    git verify-commit $commit || { echo "Commits must have verified signatures." >&2; exit 1; }
  done
done
`,
    { mode: 0o755 },
  );
  const publisher = new Publisher(server).write(federation({ a: { repository: repository.address } }));
  Object.assign(publisher.environment, { GIT_AUTHOR_NAME: "Mesh Team", GIT_AUTHOR_EMAIL: "mesh@example.com" });
  return { repository, publisher };
}

const known = sshKey("known");
const stranger = sshKey("stranger");
const allowed = join(keys, "allowed");
writeFileSync(allowed, `mesh@example.com ${known.line}\n`);
const takesSsh = () => guarded(`[gpg "ssh"]\n\tallowedSignersFile = ${allowed}\n`, "X=1");

test("a branch that takes only signed commits refuses others, and the message names the way out", async () => {
  const { repository, publisher } = takesSsh();
  const [row] = (await publisher.publish()).overlays;
  assert.is(row?.outcome, "failed");
  assert.match(row?.reasons[0]?.message ?? "", /refuses the commit: .*Commits must have verified signatures/);
  assert.match(row?.reasons[0]?.help ?? "", /takes only signed commits: .*`--sign github`.*`--sign ssh`/);
  assert.is(repository.count(), 1);
});

test("with an SSH key it takes them, in one commit of the author that was asked for", async () => {
  const { repository, publisher } = takesSsh();
  publisher.environment.FEDC_SIGNING_KEY = known.file;
  publisher.environment.GIT_COMMITTER_NAME = "Robot";
  assert.equal(await publisher.outcomes("--sign", "ssh", "--author", "Ada <ada@example.com>"), ["a committed"]);
  assert.is(repository.count(), 2);
  assert.is(
    repository.git("log", "-1", "--format=%an <%ae> %cn <%ce> %G?", "main").trim(),
    "Ada <ada@example.com> Robot <ada@example.com> G",
  );
  assert.match(repository.message(), /^Federation shop: a\n\na: .*\n\nMade by fedc/);
  assert.match(repository.message(), /^Fedc-Digest: /m);
  assert.equal(await publisher.outcomes("--sign", "ssh"), ["a unchanged"]);
});

test("a key that the server does not know is told apart from a missing signature", async () => {
  const { repository, publisher } = takesSsh();
  Object.assign(publisher.environment, { FEDC_SIGN: "ssh", FEDC_SIGNING_KEY: stranger.file });
  const [row] = (await publisher.publish()).overlays;
  assert.match(row?.reasons[0]?.help ?? "", /the commit is signed, and that server does not know the key/);
  assert.is(repository.count(), 1);
});

test("with the key of an agent, named by its public half", async () => {
  const { repository, publisher } = takesSsh();
  const started = execFileSync("ssh-agent", ["-s"], { encoding: "utf8" });
  const [, socket = "", process = ""] = /SSH_AUTH_SOCK=([^;]+);[\s\S]*SSH_AGENT_PID=(\d+)/.exec(started) ?? [];
  try {
    execFileSync("ssh-add", ["-q", known.file], { env: { ...globalThis.process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
    Object.assign(publisher.environment, { SSH_AUTH_SOCK: socket, FEDC_SIGNING_KEY: known.line });
    assert.equal(await publisher.outcomes("--sign", "ssh"), ["a committed"]);
    assert.is(repository.count(), 2);
  } finally {
    globalThis.process.kill(Number(process));
  }
});

test("with an OpenPGP key of gpg", async () => {
  const home = join(keys, "gnupg");
  mkdirSync(home);
  chmodSync(home, 0o700);
  const gpg = (...words: readonly string[]) =>
    execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  gpg("--passphrase", "", "--pinentry-mode", "loopback", "--quick-generate-key", person, "ed25519", "sign", "never");
  try {
    const { repository, publisher } = guarded("", `GNUPGHOME=${home}`);
    publisher.environment.GNUPGHOME = home;
    assert.equal(await publisher.outcomes("--sign", "openpgp"), ["a committed"]);
    assert.match(repository.git("cat-file", "commit", "main"), /^gpgsig -----BEGIN PGP SIGNATURE-----$/m);
    publisher.environment.FEDC_SIGNING_KEY = "nobody@example.com";
    publisher.write(federation({ a: { repository: repository.address }, b: { repository: repository.address, path: "b" } }));
    const [row] = (await publisher.publish("--sign", "openpgp")).overlays;
    assert.match(
      `${row?.reasons[0]?.message}; ${row?.reasons[0]?.help}`,
      /git cannot sign a commit with the key in `FEDC_SIGNING_KEY`: .*gpg --list-secret-keys/,
    );
    assert.is(repository.count(), 2);
  } finally {
    execFileSync("gpgconf", ["--homedir", home, "--kill", "gpg-agent"]);
  }
});

test("what cannot sign is refused before anything is written, and no key is printed", async () => {
  const { publisher } = takesSsh();
  const fails = async (key: string | undefined, message: RegExp, ...args: readonly string[]) => {
    if (key === undefined) delete publisher.environment.FEDC_SIGNING_KEY;
    else publisher.environment.FEDC_SIGNING_KEY = key;
    const { status, stderr } = await publisher.run(...args);
    assert.is(status, 1);
    assert.match(stderr, message);
    assert.not.match(stderr, /BEGIN|b3BlbnNzaC1rZXk/);
  };
  await fails(undefined, /`--sign ssh` needs a key, and `FEDC_SIGNING_KEY` is not set/, "--sign", "ssh");
  await fails(readFileSync(known.file, "utf8"), /`FEDC_SIGNING_KEY` holds a private key itself/, "--sign", "ssh");
  await fails("none.pem", /none\.pem`, which `FEDC_SIGNING_KEY` names as the key to sign with, cannot be read/, "--sign", "ssh");
  await fails(undefined, /`--sign github` contradict each other/, "--sign", "github", "--author", person);
  await fails(undefined, /is not a name with an address/, "--author", "Ada");
  await fails(undefined, /not a way to sign|`--sign` takes|pgp/, "--sign", "pgp");
  const closed = join(keys, "closed");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", closed]);
  await fails(closed, /git cannot sign a commit with the key in `FEDC_SIGNING_KEY`: [\s\S]*without a passphrase/, "--sign", "ssh");
});

test.run();
