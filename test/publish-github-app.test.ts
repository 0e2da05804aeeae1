import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type GitHubAppOptions, gitHubApp } from "../compiler/publish/forges/github/github-app.ts";
import { root } from "./support/fedc.ts";
import { GitHubDouble } from "./support/github/github-double.ts";
import { Trial, token, wanted } from "./support/github/trial.ts";
import { Openssl } from "./support/openssl.ts";

const app = suite<{ trial: Trial }>("publish: a GitHub App, GitHub Enterprise");
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const minute = 60_000;

function appOf(trial: Trial, options: Partial<GitHubAppOptions> = {}): ReturnType<typeof gitHubApp> {
  const environment = { APP_KEY: pem };
  return gitHubApp({ apiUrl: trial.double.url, id: "Iv1.abc", keyVariable: "APP_KEY", environment, ...trial.clock, ...options });
}

app.before.each(async (context) => {
  context.trial = await Trial.start();
  context.trial.double.app = { id: "Iv1.abc", key: publicKey, repositories: ["org/east"], lasting: 60 * minute };
});
app.after.each(({ trial }) => trial.stop());

app("opens pull requests by a token for that repository alone, made once", async ({ trial }) => {
  const provider = appOf(trial).token("org", "east");
  await Promise.all([trial.hosting({ token: provider }).find("fedc/shop", "main"), trial.hosting({ token: provider }).find("x", "main")]);
  const opened = await trial.hosting({ token: provider }).open(wanted);
  assert.is(opened.number, 1);
  assert.is(trial.pull(1).author, "fedc[bot]");
  assert.is(trial.double.calls.filter((call) => call.endsWith("access_tokens")).length, 1);
  assert.equal(trial.double.tokens.get(await provider())?.repositories, ["org/east"]);
});

app("makes another before the first one ends", async ({ trial }) => {
  const provider = appOf(trial).token("org", "east");
  const first = await provider();
  await trial.clock.sleep(54 * minute);
  assert.is(await provider(), first);
  await trial.clock.sleep(2 * minute);
  trial.double.now = trial.clock.now;
  assert.is.not(await provider(), first);
});

app("reads the key as PEM, with its breaks spelled out, or in base64, and only when it is needed", async ({ trial }) => {
  for (const value of [pem, pem.replaceAll("\n", "\\n"), Buffer.from(pem).toString("base64")])
    assert.match(await appOf(trial, { environment: { APP_KEY: value } }).token("org", "east")(), /^ghs_/);
  const unread = new Proxy({}, { get: () => assert.unreachable("the key was read") });
  appOf(trial, { environment: unread }).token("org", "east");
});

app("says what is wrong with the key or the installation, and nothing of the key", async ({ trial }) => {
  const message = async (options: Partial<GitHubAppOptions>, repository = "east"): Promise<string> => {
    const failure = await trial.failure(appOf(trial, options).token("org", repository)());
    assert.not.match(JSON.stringify(failure) + failure.stack + failure.message + failure.help, /PRIVATE KEY|MII|QQQQ/);
    return `${failure.message}; ${failure.help}`;
  };
  const broken = pem.replace(/\n.{10}/, "\nQQQQQQQQQQ");
  const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  for (const value of ["QQQQ", broken, curve])
    assert.match(await message({ environment: { APP_KEY: value } }), "`APP_KEY` holds no RSA private key that can be read");
  assert.match(await message({ environment: {} }), "`APP_KEY` holds no key; put the GitHub App's private key into it");
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  assert.match(
    await message({ environment: { APP_KEY: other } }),
    "GitHub does not accept the token for `org/east` in `APP_KEY`: A JSON web",
  );
  assert.match(await message({ id: "other" }), "GitHub does not accept the token");
  assert.is(await message({}, "west"), "the GitHub App `Iv1.abc` is not installed for `org/west`; install it there");
});

app("GitHub Enterprise with an authority of its own, by NODE_EXTRA_CA_CERTS", async ({ trial }) => {
  const openssl = new Openssl();
  const authority = openssl.root();
  const leaf = openssl.leaf(authority, ["DNS:localhost"]);
  const enterprise = new GitHubDouble();
  enterprise.tokens.set(token, { login: "robot", write: true });
  enterprise.repository("org/east", trial.folder);
  await enterprise.start({ key: readFileSync(leaf.key, "utf8"), cert: leaf.pem });
  try {
    const trusting = await childFinds(enterprise.url, { NODE_EXTRA_CA_CERTS: authority.certificate });
    assert.is(trusting, "found nothing");
    const plain = await childFinds(enterprise.url, {});
    assert.match(plain, /the certificate of `localhost:\d+` is not trusted: UNABLE_TO_VERIFY_LEAF_SIGNATURE; .*NODE_EXTRA_CA_CERTS/);
    assert.equal(enterprise.calls, ["GET /repos/org/east/pulls"]);
  } finally {
    enterprise.stop();
    openssl.remove();
  }
});

app("both sides kept to GitHub's description, and no token was said", () => Trial.assertKept());

/** Node reads which authorities it trusts when it starts, so this takes a process of its own. The token goes in by the environment. */
async function childFinds(url: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const script = `
    import { gitHub } from ${JSON.stringify(`${root}compiler/publish/forges/github/github.ts`)};
    const hosting = gitHub({ apiUrl: "${url}/api/v3", owner: "org", repository: "east", token: async () => process.env.TRIAL_TOKEN });
    hosting.find("fedc/shop", "main").then(
      (found) => console.log(found ? "found one" : "found nothing"),
      (error) => console.log(error.message + "; " + error.help),
    );`;
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    cwd: root,
    env: { PATH, HOME, TRIAL_TOKEN: token, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
  });
  child.stderr.on("data", (data) => {
    said += data;
  });
  await new Promise((resolve) => child.on("close", resolve));
  return said.trim();
}

app.run();
