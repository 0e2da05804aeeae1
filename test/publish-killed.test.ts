import { existsSync, readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitServer, type ServedRepository } from "./support/git-server.ts";
import { GitHubDouble } from "./support/github/github-double.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("publishing that is killed");
const server = await GitServer.start();
const github = await new GitHubDouble().start();
github.tokens.set(server.token, { login: "robot", write: true });
test.after(async () => {
  github.stop();
  await server.close();
});
/** How often each is killed; more with `KILLS=20`. */
const kills = Number(process.env.KILLS ?? 1);
let made = 0;

/** Three clusters in two repositories, one of which holds two of them. */
function fleet(delivery: string) {
  made += 1;
  const repositories = ["a", "b"].map((name) => server.make(`org/${name}${made}`, { "apps/x.yaml": "theirs\n" }));
  const [a, b] = repositories;
  for (const [i, { folder }] of repositories.entries()) github.repository(`org/${"ab"[i]}${made}`, folder);
  const clusters = {
    a: { repository: a?.address ?? "", delivery },
    b: { repository: b?.address ?? "", delivery, path: "clusters/b" },
    c: { repository: b?.address ?? "", delivery, path: "clusters/c" },
  };
  const publisher = new Publisher(server).write(federation(clusters));
  Object.assign(publisher.environment, { GITHUB_API_URL: github.url, TMPDIR: temporaryFolder() });
  return { repositories, clusters, publisher };
}

/** What there is in the end, whatever the way: files, how many commits, and pull requests. */
function standing(repositories: readonly ServedRepository[], branch: string) {
  return repositories.map((repository) => {
    const pulls = github.repositories.get(new URL(repository.address).pathname.slice(1))?.pulls ?? [];
    const text = JSON.stringify([repository.files(branch), pulls.map(({ state, title, body }) => [state, title, body])]);
    return [repository.count(branch), text.replaceAll(/(org\/[ab])\d+/g, "$1")];
  });
}

async function settle(publisher: Publisher): Promise<void> {
  for (let run = 0; run < 5; run += 1) {
    const outcomes = await publisher.outcomes("--cache", "cache");
    assert.not.ok(
      outcomes.some((line) => /failed|skipped|error/.test(line)),
      outcomes.join(),
    );
    if (outcomes.every((line) => line.endsWith("unchanged"))) return;
  }
  assert.unreachable("it goes on and on");
}

async function killedAfter(publisher: Publisher, milliseconds: number): Promise<boolean> {
  const { child, result } = publisher.start("--cache", "cache");
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const { status } = await result;
  clearTimeout(timer);
  return status === null;
}

for (const [delivery, branch] of [
  ["commit", "main"],
  ["pull-request", "fedc/shop"],
] as const)
  test(`is finished by running it again: ${delivery}`, async () => {
    const whole = fleet(delivery);
    const begun = Date.now();
    await whole.publisher.outcomes("--cache", "cache");
    const lasts = Date.now() - begun;
    await settle(whole.publisher);
    const first = standing(whole.repositories, branch);
    // The second change goes in waves.
    whole.publisher.write(federation(whole.clusters, "POST"));
    await settle(whole.publisher);
    const second = standing(whole.repositories, branch);
    let killed = 0;
    for (let i = 0; i < kills; i += 1) {
      const { repositories, clusters, publisher } = fleet(delivery);
      killed += Number(await killedAfter(publisher, lasts * (0.1 + Math.random() * 0.9)));
      await settle(publisher);
      assert.equal(standing(repositories, branch), first);
      publisher.write(federation(clusters, "POST"));
      killed += Number(await killedAfter(publisher, lasts * (0.1 + Math.random() * 0.9)));
      await settle(publisher);
      assert.equal(standing(repositories, branch), second);
      const cache = `${publisher.folder}/cache`;
      assert.not.match(existsSync(cache) ? readdirSync(cache).join() : "", /tmp|lock/);
    }
    assert.ok(killed > 0);
  });

test("three runs at once do what one does", async () => {
  for (const [delivery, branch] of [
    ["commit", "main"],
    ["pull-request", "fedc/shop"],
  ] as const) {
    const { repositories, publisher } = fleet(delivery);
    const runs = await Promise.all([1, 2, 3].map(() => publisher.run("--cache", "cache")));
    assert.equal(
      runs.map(({ status, stdout, stderr }) => (status === 0 ? "" : stdout + stderr)),
      ["", "", ""],
    );
    await settle(publisher);
    assert.equal(
      repositories.map((repository) => repository.count(branch)),
      [2, 2],
    );
  }
});

test.run();
