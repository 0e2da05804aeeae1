import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FaultyAnswer } from "./support/forges/fault.ts";
import { ForgeDouble } from "./support/forges/forge-double.ts";
import { triedForges } from "./support/forges/forge-trial.ts";
import { GitServer } from "./support/git-server.ts";
import { GitHubDouble } from "./support/github/github-double.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { formsOf, TokenWatch } from "./support/token-watch.ts";

const test = suite("tokens of forges");

/** GitHub's beside the two others. */
const forges = [
  { name: "GitHub", place: "org/east", variable: "GITHUB_API_URL", creates: /^POST .*\/pulls$/, kind: undefined },
  ...triedForges,
] as const;
const tracing = {
  DEBUG: "*",
  GIT_TRACE: "1",
  GIT_TRACE_CURL: "1",
  GIT_CURL_VERBOSE: "1",
  GIT_TRACE_REDACT: "0",
  NODE_DEBUG: "http,https,net",
};

for (const { name, place, variable, creates, kind } of forges)
  test(`${name}: a token is in no output, argument, configuration or log, whatever the forge answers`, async () => {
    const server = await GitServer.start();
    const double = kind ? await new ForgeDouble(kind()).start() : await new GitHubDouble().start();
    double.tokens.set(server.token, { login: "robot", write: true });
    const repository = server.make(place, { "x.yaml": "x\n" });
    double.repository(place, repository.folder, { collaborators: ["ada"] });
    const clusters = { a: { repository: repository.address, delivery: "pull-request", synced: "kustomization/a*" } };
    const text = (methods: string) =>
      federation(clusters, methods).replace("delivery: pull-request", "$&, labels: [fedc], reviewers: [ada, bo]");
    const [temporary, home] = [temporaryFolder(), temporaryFolder()];
    const publisher = new Publisher(server).write(text("GET"));
    Object.assign(publisher.environment, tracing, { [variable]: double.url, TMPDIR: temporary, HOME: home });
    const watch = new TokenWatch(formsOf(server.token), [temporary, home, publisher.folder]);
    // A server may say the token back, in its message and in a header.
    const telling: FaultyAnswer = {
      status: 403,
      headers: { "x-request-id": server.token, "x-github-request-id": server.token },
      body: { message: `${server.token} may not: Bearer ${server.token}`, errors: [{ message: server.token }] },
    };
    double.fault({ on: creates, with: telling });
    const failed = await publisher.start("--cache", "cache").result;
    double.fault({ on: creates, with: { ...telling, status: 418 } });
    const odd = await publisher.start("--cache", "cache").result;
    const opened = await publisher.start("--cache", "cache").result;
    publisher.environment.FEDC_TOKEN = "another-token";
    const refused = await publisher.start("--cache", "cache").result;
    watch.stop();
    double.stop();
    await server.close();
    assert.match(watch.seen, /ls-remote/);
    assert.equal([failed.status, odd.status, opened.status, refused.status], [1, 1, 0, 1], opened.stdout);
    assert.equal(watch.leaks, []);
    assert.not.match(refused.stdout + refused.stderr, "another-token");
  });

test.run();
