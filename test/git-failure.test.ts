import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitFailure } from "../compiler/publish/git/git-failure.ts";
import type { GitWay } from "../compiler/publish/git/git-words.ts";
import { SecretToken } from "../compiler/publish/git/secret.ts";

const test = suite("what git's failures are told as");
const token = "ghp_CanaryTokenOfTheTest0123456789";
const proxy = { shown: "http://proxy.example:3128", variable: "HTTPS_PROXY" };
const straight = { proxy: undefined };
const proposing = { delivery: "pull-request" } as const;
const overSsh = {
  address: "ssh://git@git.example.org/org/a",
  token: undefined,
  tokenHint: "see that your key is loaded",
  proxy: undefined,
};
const failed = "fatal: unable to access 'https://x/': ";
const way = {
  address: "https://git.example.org/org/a",
  token: new SecretToken(token),
  tokenHint: "see that the token is valid",
  delivery: "commit",
  proxy,
} as const;
const rest =
  "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n";
const pushed = "error: failed to push some refs to 'https://git.example.org/org/a'\n";

/** The words of programs and servers, what is told of them, and what the way out says. */
const cases: readonly (readonly [said: string, message: RegExp, help: RegExp, way?: Partial<GitWay>])[] = [
  [`Host key verification failed.\r\n${rest}`, /cannot be reached: Host key verification failed\./, /known_hosts/],
  [`No user exists for uid 10012345\n${rest}`, /No user exists for uid 10012345/, /\/etc\/passwd/],
  [`error: cannot run ssh: No such file or directory\nfatal: unable to fork\n`, /cannot run ssh/, /install ssh/],
  [`git@x: Permission denied (publickey).\n${rest}`, /does not let fedc in: git@x: Permission denied \(publickey\)/, /token is valid/],
  [`ERROR: The key you are authenticating with has been marked as read only.\n${rest}`, /marked as read only/, /token is valid/],
  [
    `ERROR: This repository was archived so it is read-only.\n${rest}`,
    /refuses the commit: This repository was archived/,
    /out of the archive/,
  ],
  [
    `remote: This repository was archived so it is read-only.\nfatal: unable to access 'https://x/': The requested URL returned error: 403\n`,
    /refuses the commit: This repository was archived/,
    /out of the archive/,
  ],
  [
    `ERROR: The organization has enforced single sign-on; re-authorize the key.\n${rest}`,
    /re-authorize the key/,
    /authorize the key or token/,
  ],
  [
    `remote: Permission to org/a.git denied to robot.\nfatal: unable to access 'https://x/': The requested URL returned error: 403\n`,
    /does not let fedc in: Permission to org\/a\.git denied to robot\./,
    /token is valid/,
  ],
  [
    `remote: error: cannot lock ref 'refs/heads/fedc/a': 'refs/heads/fedc' exists; cannot create 'refs/heads/fedc/a'\n ! [remote rejected] 0123456 -> fedc/a (failed to update ref)\n${pushed}`,
    /'refs\/heads\/fedc' exists/,
    /rename or delete that branch/,
  ],
  [
    ` ! [remote rejected] 0123456 -> fedc/a (directory file conflict)\n${pushed}`,
    /directory file conflict/,
    /rename or delete that branch/,
  ],
  [
    `remote: error: GH006: Protected branch update failed for refs/heads/main.\nremote: \nremote: - Changes must be made through a pull request.\n ! [remote rejected] 0123456 -> main (protected branch hook declined)\n${pushed}`,
    /GH006: Protected branch update failed.*Changes must be made through a pull request\.; protected branch hook declined/,
    /delivery: pull-request/,
  ],
  [
    `remote: fatal: unpack-objects: No space left on device\nerror: remote unpack failed: unpack-objects abnormal exit\n ! [remote rejected] 0123456 -> main (unpacker error)\n${pushed}`,
    /No space left on device/,
    /free space/,
  ],
  [`fatal: write error: No space left on device\n`, /No space left on device/, /free space/],
  [` ! [rejected] 0123456 -> main (fetch first)\n${pushed}`, /somebody else wrote .*: fetch first/, /^publish again$/],
  [`fatal: unable to access 'https://x/': The requested URL returned error: 429\n`, /error: 429/, /accepts no more requests for now/],
  [
    `fatal: unable to access 'https://x/': SSL certificate problem: self-signed certificate in certificate chain\n`,
    /self-signed/,
    /GIT_SSL_CAINFO/,
  ],
  [
    `fatal: unable to access 'https://x/': CONNECT tunnel failed, response 407\n`,
    /through the proxy `http:\/\/proxy\.example:3128`, which `HTTPS_PROXY` names: .*407/,
    /`HTTPS_PROXY` is right/,
  ],
  [`fatal: unable to access 'https://x/': Could not resolve proxy: proxy.example\n`, /through the proxy/, /NO_PROXY/],
  [`fatal: repository 'https://x/' not found\n`, /is not a repository, or is hidden/, /token is valid/],
  [`error: block timeout reached`, /cannot be reached: block timeout reached/, /try again later/, straight],
  // The server keeps a lock: trying again may help, and nobody "wrote at the same time".
  [
    `remote: error: cannot lock ref 'refs/heads/main': Unable to create '/srv/a.git/refs/heads/main.lock': File exists.\nremote: \nremote: Another git process seems to be running in this repository, e.g.\nremote: an editor opened by 'git commit'. Please make sure all processes\nremote: are terminated then try again. If it still fails, a git process\nremote: may have crashed in this repository earlier:\nremote: remove the file manually to continue.\n ! [remote rejected] 0123456 -> main (failed to update ref)\n${pushed}`,
    /cannot move the branch: cannot lock ref [^;]*File exists\.; failed to update ref$/,
    /the server's operators have to remove a lock/,
  ],
  [
    `remote: error: cannot lock ref 'refs/heads/main': Unable to create '/srv/a.git/refs/heads/main.lock': Permission denied\n ! [remote rejected] 0123456 -> main (failed to update ref)\n${pushed}`,
    /refuses the commit: .*Permission denied/,
    /put right what the server says/,
  ],
  [
    `remote: error: denying non-fast-forward refs/heads/fedc/a (you should pull first)\n ! [remote rejected] 0123456 -> fedc/a (non-fast-forward)\n${pushed}`,
    /refuses the commit: denying non-fast-forward/,
    /let fedc make, rewrite and delete branches `fedc\/…`/,
    proposing,
  ],
  [
    `remote: branch names must match ^feature/\n ! [remote rejected] 0123456 -> fedc/a (hook declined)\n${pushed}`,
    /branch names must match/,
    /^(?!.*`delivery: pull-request`)/,
    proposing,
  ],
  [
    `remote: error: GH001: Large files detected.\n ! [remote rejected] 0123456 -> main (pre-receive hook declined)\n${pushed}`,
    /Large files/,
    /put right what the server says/,
  ],
  [`error: dst refspec refs/heads/main matches more than one\n${pushed}`, /cannot tell from this branch/, /rename or delete/],
  // The reason stands behind what the server says to everybody.
  [
    `remote: ****************\n${[1, 2, 3, 4].map((line) => `remote: Welcome to git.example.org, line ${line}\n`).join("")}remote: Push denied: no ticket\nremote: See the wiki\n ! [remote rejected] 0123456 -> main (pre-receive hook declined)\n${pushed}`,
    /refuses the commit: Push denied: no ticket; See the wiki; pre-receive hook declined/,
    /delivery: pull-request/,
  ],
  [
    `** WARNING: connection is not using a post-quantum key exchange algorithm.\n** See https://openssh.com/pq.html\ngit@x: Permission denied (publickey).\n${rest}`,
    /does not let fedc in: git@x: Permission denied \(publickey\)\.$/,
    /your key is loaded/,
    overSsh,
  ],
  [
    `Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-rsa\n${rest}`,
    /no matching host key type found/,
    /no such method in common/,
    overSsh,
  ],
  [`Bad owner or permissions on /root/.ssh/config\n${rest}`, /Bad owner or permissions/, /ssh's configuration/, overSsh],
  [`remote: GitLab: Your SSH key has expired.\n${rest}`, /does not let fedc in: GitLab: Your SSH key has expired/, /your key/, overSsh],
  [`Your account has expired.\nConnection closed by 192.0.2.1 port 22\n${rest}`, /does not let fedc in/, /what the server says/, overSsh],
  [`ERROR: Repository not found.\n${rest}`, /is not a repository, or is hidden from this key/, /correct `gitops.repository`/, overSsh],
  [`ERROR: This repository has been locked.\n${rest}`, /This repository has been locked/, /what the server says/, overSsh],
  [
    `ERROR: This repository moved. Please use the new location:\n  git@x:org/b.git\n${rest}`,
    /has moved: .*; git@x:org\/b\.git/,
    /write its new address/,
    overSsh,
  ],
  [
    `~/deploy.sh: 1: ~/deploy.sh: not found\n${rest}`,
    /deploy\.sh: not found/,
    /`GIT_SSH_COMMAND` names a program/,
    { ...overSsh, sshVariable: "GIT_SSH_COMMAND" },
  ],
  [`ssh: connect to host x port 22: Connection refused\n${rest}`, /Connection refused/, /address is right.*try again later/, overSsh],
  [`${failed}Could not resolve host: git.example.org\n`, /Could not resolve host/, /address is right.*`HTTPS_PROXY`/, straight],
  [`${failed}The requested URL returned error: 302\n`, /has moved/, /write its new address/, straight],
  [`${failed}The requested URL returned error: 503\n`, /error: 503/, /^try again later/, straight],
  [`${failed}The requested URL returned error: 451\n`, /error: 451/, /git ls-remote/, straight],
  [`${failed}Problem with the SSL CA cert (path? access rights?)\n`, /SSL CA cert/, /file which `GIT_SSL_CAINFO` names/, straight],
  [
    `${failed}Failed to connect to proxy.example port 3128 after 0 ms: Couldn't connect to server\n`,
    /through the proxy/,
    /`HTTPS_PROXY` is right/,
  ],
  [
    `fatal: could not read Password for 'http://proxy.example:3128': terminal prompts disabled\n`,
    /through the proxy .*could not read Password/,
    /with a user and password if the proxy wants them/,
  ],
  [
    `${failed}Unsupported proxy syntax in 'robot:Secr3'\n`,
    /`HTTPS_PROXY` names no proxy/,
    /write it right/,
    { proxy: undefined, unusableProxy: { message: "`HTTPS_PROXY` names no proxy", help: "write it right" } },
  ],
  [`error: sha1 file 'objects/pack/x' write error. Out of diskspace\n`, /Out of diskspace/, /`TMPDIR`/],
];

for (const [said, message, help, more] of cases)
  test(said.slice(0, 120), () => {
    const failure = GitFailure.of(new Error(said), { ...way, ...more });
    assert.match(failure.message, message);
    assert.match(failure.help ?? "", help);
    assert.not.match(failure.message, /[\r\n]|Secr3/);
  });

test("an account is cut out of every address, whatever its password holds", () => {
  for (const account of ["robot:Secr3t", "robot:Secr3@t", "Secr3t"])
    assert.not.match(GitFailure.of(new Error(`fatal: no way to 'http://${account}@proxy.example:3128'`), way).message, /Secr3/);
});

test("nothing secret is told, and nothing steers a terminal", () => {
  const said = `remote: \u001b[31mno ${token} for http://robot:Secr3t@proxy.example\u001b[0m\nfatal: unable to access 'https://robot:Secr3t@x/': error: 403`;
  const { message } = GitFailure.of(new Error(said), way);
  assert.not.match(message, /Secr3t|ghp_Canary/);
  assert.not.ok(message.includes("\u001b"));
  assert.match(message, "no [token] for http://proxy.example");
});

test.run();
