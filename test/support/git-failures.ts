/** What git, ssh and servers say when something fails, and what fedc tells of it. */
import type { GitWay } from "../../compiler/publish/git/git-words.ts";
import { SecretToken } from "../../compiler/publish/git/secret.ts";

export const token = "ghp_CanaryTokenOfTheTest0123456789";
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
export const way = {
  address: "https://git.example.org/org/a",
  token: new SecretToken(token),
  tokenHint: "see that the token is valid",
  delivery: "commit",
  proxy,
} as const;
const rest = "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\n";
const pushed = "error: failed to push some refs to 'https://git.example.org/org/a'\n";

/** The words of programs and servers, what is told of them, and what the way out says. */
export const gitFailures: readonly {
  readonly said: string;
  readonly message: RegExp;
  readonly help: RegExp;
  readonly way?: Partial<GitWay>;
}[] = [
  { said: `Host key verification failed.\r\n${rest}`, message: /cannot be reached: Host key verification failed\./, help: /known_hosts/ },
  { said: `No user exists for uid 10012345\n${rest}`, message: /No user exists for uid 10012345/, help: /\/etc\/passwd/ },
  { said: `error: cannot run ssh: No such file or directory\nfatal: unable to fork\n`, message: /cannot run ssh/, help: /install ssh/ },
  {
    said: `git@x: Permission denied (publickey).\n${rest}`,
    message: /does not let fedc in: git@x: Permission denied \(publickey\)/,
    help: /token is valid/,
  },
  {
    said: `ERROR: The key you are authenticating with has been marked as read only.\n${rest}`,
    message: /marked as read only/,
    help: /token is valid/,
  },
  {
    said: `ERROR: This repository was archived so it is read-only.\n${rest}`,
    message: /refuses the commit: This repository was archived/,
    help: /out of the archive/,
  },
  {
    said: `remote: This repository was archived so it is read-only.\nfatal: unable to access 'https://x/': The requested URL returned error: 403\n`,
    message: /refuses the commit: This repository was archived/,
    help: /out of the archive/,
  },
  {
    said: `ERROR: The organization has enforced single sign-on; re-authorize the key.\n${rest}`,
    message: /re-authorize the key/,
    help: /authorize the key or token/,
  },
  {
    said: `remote: Permission to org/a.git denied to robot.\nfatal: unable to access 'https://x/': The requested URL returned error: 403\n`,
    message: /does not let fedc in: Permission to org\/a\.git denied to robot\./,
    help: /token is valid/,
  },
  {
    said: `remote: error: cannot lock ref 'refs/heads/fedc/a': 'refs/heads/fedc' exists; cannot create 'refs/heads/fedc/a'\n ! [remote rejected] 0123456 -> fedc/a (failed to update ref)\n${pushed}`,
    message: /'refs\/heads\/fedc' exists/,
    help: /rename or delete that branch/,
  },
  {
    said: ` ! [remote rejected] 0123456 -> fedc/a (directory file conflict)\n${pushed}`,
    message: /directory file conflict/,
    help: /rename or delete that branch/,
  },
  {
    said: `remote: error: GH006: Protected branch update failed for refs/heads/main.\nremote: \nremote: - Changes must be made through a pull request.\n ! [remote rejected] 0123456 -> main (protected branch hook declined)\n${pushed}`,
    message: /GH006: Protected branch update failed.*Changes must be made through a pull request\.; protected branch hook declined/,
    help: /delivery: pull-request/,
  },
  {
    said: `remote: fatal: unpack-objects: No space left on device\nerror: remote unpack failed: unpack-objects abnormal exit\n ! [remote rejected] 0123456 -> main (unpacker error)\n${pushed}`,
    message: /No space left on device/,
    help: /free space/,
  },
  { said: `fatal: write error: No space left on device\n`, message: /No space left on device/, help: /free space/ },
  {
    said: ` ! [rejected] 0123456 -> main (fetch first)\n${pushed}`,
    message: /somebody else wrote .*: fetch first/,
    help: /^publish again$/,
  },
  {
    said: `fatal: unable to access 'https://x/': The requested URL returned error: 429\n`,
    message: /error: 429/,
    help: /accepts no more requests for now/,
  },
  {
    said: `fatal: unable to access 'https://x/': SSL certificate problem: self-signed certificate in certificate chain\n`,
    message: /self-signed/,
    help: /GIT_SSL_CAINFO/,
  },
  {
    said: `fatal: unable to access 'https://x/': CONNECT tunnel failed, response 407\n`,
    message: /through the proxy `http:\/\/proxy\.example:3128`, which `HTTPS_PROXY` names: .*407/,
    help: /`HTTPS_PROXY` is right/,
  },
  {
    said: `fatal: unable to access 'https://x/': Could not resolve proxy: proxy.example\n`,
    message: /through the proxy/,
    help: /NO_PROXY/,
  },
  { said: `fatal: repository 'https://x/' not found\n`, message: /is not a repository, or is hidden/, help: /token is valid/ },
  { said: `error: block timeout reached`, message: /cannot be reached: block timeout reached/, help: /try again later/, way: straight },
  // The server keeps a lock: trying again may help, and nobody "wrote at the same time".
  {
    said: `remote: error: cannot lock ref 'refs/heads/main': Unable to create '/srv/a.git/refs/heads/main.lock': File exists.\nremote: \nremote: Another git process seems to be running in this repository, e.g.\nremote: an editor opened by 'git commit'. Please make sure all processes\nremote: are terminated then try again. If it still fails, a git process\nremote: may have crashed in this repository earlier:\nremote: remove the file manually to continue.\n ! [remote rejected] 0123456 -> main (failed to update ref)\n${pushed}`,
    message: /cannot move the branch: cannot lock ref [^;]*File exists\.; failed to update ref$/,
    help: /the server's operators have to remove a lock/,
  },
  {
    said: `remote: error: cannot lock ref 'refs/heads/main': Unable to create '/srv/a.git/refs/heads/main.lock': Permission denied\n ! [remote rejected] 0123456 -> main (failed to update ref)\n${pushed}`,
    message: /refuses the commit: .*Permission denied/,
    help: /put right what the server says/,
  },
  {
    said: `remote: error: denying non-fast-forward refs/heads/fedc/a (you should pull first)\n ! [remote rejected] 0123456 -> fedc/a (non-fast-forward)\n${pushed}`,
    message: /refuses the commit: denying non-fast-forward/,
    help: /let fedc make, rewrite and delete branches `fedc\/…`/,
    way: proposing,
  },
  {
    said: `remote: branch names must match ^feature/\n ! [remote rejected] 0123456 -> fedc/a (hook declined)\n${pushed}`,
    message: /branch names must match/,
    help: /^(?!.*`delivery: pull-request`)/,
    way: proposing,
  },
  {
    said: `remote: error: GH001: Large files detected.\n ! [remote rejected] 0123456 -> main (pre-receive hook declined)\n${pushed}`,
    message: /Large files/,
    help: /put right what the server says/,
  },
  {
    said: `error: dst refspec refs/heads/main matches more than one\n${pushed}`,
    message: /cannot tell from this branch/,
    help: /rename or delete/,
  },
  // The reason stands behind what the server says to everybody.
  {
    said: `remote: ****************\n${[1, 2, 3, 4].map((line) => `remote: Welcome to git.example.org, line ${line}\n`).join("")}remote: Push denied: no ticket\nremote: See the wiki\n ! [remote rejected] 0123456 -> main (pre-receive hook declined)\n${pushed}`,
    message: /refuses the commit: Push denied: no ticket; See the wiki; pre-receive hook declined/,
    help: /delivery: pull-request/,
  },
  {
    said: `** WARNING: connection is not using a post-quantum key exchange algorithm.\n** See https://openssh.com/pq.html\ngit@x: Permission denied (publickey).\n${rest}`,
    message: /does not let fedc in: git@x: Permission denied \(publickey\)\.$/,
    help: /your key is loaded/,
    way: overSsh,
  },
  {
    said: `Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-rsa\n${rest}`,
    message: /no matching host key type found/,
    help: /no such method in common/,
    way: overSsh,
  },
  {
    said: `Bad owner or permissions on /root/.ssh/config\n${rest}`,
    message: /Bad owner or permissions/,
    help: /ssh's configuration/,
    way: overSsh,
  },
  {
    said: `remote: GitLab: Your SSH key has expired.\n${rest}`,
    message: /does not let fedc in: GitLab: Your SSH key has expired/,
    help: /your key/,
    way: overSsh,
  },
  {
    said: `Your account has expired.\nConnection closed by 192.0.2.1 port 22\n${rest}`,
    message: /does not let fedc in/,
    help: /what the server says/,
    way: overSsh,
  },
  {
    said: `ERROR: Repository not found.\n${rest}`,
    message: /is not a repository, or is hidden from this key/,
    help: /correct `gitops.repository`/,
    way: overSsh,
  },
  {
    said: `ERROR: This repository has been locked.\n${rest}`,
    message: /This repository has been locked/,
    help: /what the server says/,
    way: overSsh,
  },
  {
    said: `ERROR: This repository moved. Please use the new location:\n  git@x:org/b.git\n${rest}`,
    message: /has moved: .*; git@x:org\/b\.git/,
    help: /write its new address/,
    way: overSsh,
  },
  {
    said: `~/deploy.sh: 1: ~/deploy.sh: not found\n${rest}`,
    message: /deploy\.sh: not found/,
    help: /`GIT_SSH_COMMAND` names a program/,
    way: { ...overSsh, sshVariable: "GIT_SSH_COMMAND" },
  },
  {
    said: `ssh: connect to host x port 22: Connection refused\n${rest}`,
    message: /Connection refused/,
    help: /address is right.*try again later/,
    way: overSsh,
  },
  {
    said: `${failed}Could not resolve host: git.example.org\n`,
    message: /Could not resolve host/,
    help: /address is right.*`HTTPS_PROXY`/,
    way: straight,
  },
  {
    said: `${failed}The requested URL returned error: 302\n`,
    message: /has moved/,
    help: /write its new address/,
    way: straight,
  },
  { said: `${failed}The requested URL returned error: 503\n`, message: /error: 503/, help: /^try again later/, way: straight },
  { said: `${failed}The requested URL returned error: 451\n`, message: /error: 451/, help: /git ls-remote/, way: straight },
  {
    said: `${failed}Problem with the SSL CA cert (path? access rights?)\n`,
    message: /SSL CA cert/,
    help: /file which `GIT_SSL_CAINFO` names/,
    way: straight,
  },
  {
    said: `${failed}Failed to connect to proxy.example port 3128 after 0 ms: Couldn't connect to server\n`,
    message: /through the proxy/,
    help: /`HTTPS_PROXY` is right/,
  },
  {
    said: `fatal: could not read Password for 'http://proxy.example:3128': terminal prompts disabled\n`,
    message: /through the proxy .*could not read Password/,
    help: /with a user and password if the proxy wants them/,
  },
  {
    said: `${failed}Unsupported proxy syntax in 'robot:Secr3'\n`,
    message: /`HTTPS_PROXY` names no proxy/,
    help: /write it right/,
    way: { proxy: undefined, unusableProxy: { message: "`HTTPS_PROXY` names no proxy", help: "write it right" } },
  },
  { said: `error: sha1 file 'objects/pack/x' write error. Out of diskspace\n`, message: /Out of diskspace/, help: /`TMPDIR`/ },
];
