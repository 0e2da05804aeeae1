import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitFailure } from "../compiler/publish/git/git-failure.ts";
import { SecretToken } from "../compiler/publish/git/secret.ts";

const test = suite("what git's failures are told as");
const token = "ghp_CanaryTokenOfTheTest0123456789";
const proxy = { shown: "http://proxy.example:3128", variable: "HTTPS_PROXY" };
const way = { address: "https://git.example.org/org/a", token: new SecretToken(token), tokenHint: "see that the token is valid", proxy };
const rest =
  "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n";
const pushed = "error: failed to push some refs to 'https://git.example.org/org/a'\n";

/** The words of programs and servers, what is told of them, and what the way out says. */
const cases: readonly (readonly [string, RegExp, RegExp])[] = [
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
  [`fatal: unable to access 'https://x/': Could not resolve host: git.example.org\n`, /Could not resolve host/, /address is right/],
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
  [`error: block timeout reached`, /cannot be reached: block timeout reached/, /publish again later/],
];

for (const [said, message, help] of cases)
  test(said.split("\n")[0] ?? "", () => {
    const failure = GitFailure.of(new Error(said), way);
    assert.match(failure.message, message);
    assert.match(failure.help ?? "", help);
    assert.not.match(failure.message, /[\r\n]/);
  });

test("nothing secret is told, and nothing steers a terminal", () => {
  const said = `remote: \u001b[31mno ${token} for http://robot:Secr3t@proxy.example\u001b[0m\nfatal: unable to access 'https://robot:Secr3t@x/': error: 403`;
  const { message } = GitFailure.of(new Error(said), way);
  assert.not.match(message, /Secr3t|ghp_Canary/);
  assert.not.ok(message.includes("\u001b"));
  assert.match(message, "no [token] for http://proxy.example");
});

test.run();
