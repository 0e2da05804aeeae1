import { writeFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { owner } from "../gitops/gitea.ts";
import { run } from "../machine/run-command.ts";
import type { ForgeSetting } from "./forge-setting.ts";

const email = `${owner}@example.com`;

/** Branches that take only commits with a signature that Gitea has verified. */
export async function trySigned(setting: ForgeSetting): Promise<void> {
  const { gitea, names, publisher, say } = setting;
  for (const name of names) {
    const rule = { rule_name: "main", enable_push: true, require_signed_commits: true };
    await setting.ask("POST", name, "branch_protections", rule);
  }
  Object.assign(publisher.environment, {
    GIT_AUTHOR_NAME: "fedc",
    GIT_COMMITTER_NAME: "fedc",
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_EMAIL: email,
  });
  setting.write("GET");
  const refused = await publisher.publish();
  assert.is(refused.ok, false);
  const reason = refused.overlays.find(({ outcome }) => outcome === "failed")?.reasons[0];
  say(`     without a signature: ${reason?.message}; ${reason?.help}`);
  assert.match(`${reason?.message} ${reason?.help}`, /sign/i);

  const ssh = setting.file("key");
  await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "fedc", "-f", ssh]);
  await gitea.verifySshKey(ssh);
  await throughWaves(setting, { FEDC_SIGN: "ssh", FEDC_SIGNING_KEY: ssh });

  const home = setting.file("gnupg");
  await run(["mkdir", "-m", "700", home]);
  const gpg = ["gpg", "--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase", ""];
  await run([...gpg, "--quick-generate-key", `fedc <${email}>`, "ed25519", "sign", "never"]);
  await gitea.ask("POST", "user/gpg_keys", { armored_public_key: await run([...gpg, "--armor", "--export", email]) });
  setting.write("POST");
  await throughWaves(setting, { FEDC_SIGN: "openpgp", FEDC_SIGNING_KEY: email, GNUPGHOME: home });
  writeFileSync(setting.file("done"), "");
}

/** Commits wave after wave, and every commit of fedc is verified. */
async function throughWaves(setting: ForgeSetting, environment: Readonly<Record<string, string>>): Promise<void> {
  Object.assign(setting.publisher.environment, environment);
  await setting.through(async () => undefined);
  for (const name of setting.names) {
    const commits = JSON.parse(await setting.ask("GET", name, "commits?sha=main&verification=true")) as readonly VerifiedCommit[];
    const [last] = commits;
    assert.ok(commits.length > 1 && last?.commit.verification.verified, `${name}: ${last?.commit.verification.reason}`);
    if (name === setting.names[0]) setting.say(`     ${environment.FEDC_SIGN}: ${last.commit.verification.reason}`);
  }
}

interface VerifiedCommit {
  readonly commit: { readonly verification: { readonly verified: boolean; readonly reason: string } };
}
