import { existsSync, readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ServedRepository } from "./support/git-server.ts";
import { servedRepositories } from "./support/github/served-repositories.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("publishing that is killed");
const { server, github } = await servedRepositories(test);
/** At which request each run is killed, and whether the server did it first; all of them with `KILLS=all`. */
const all = Array.from({ length: 8 }, (_, i) => i + 1).flatMap((number) => [[number, false] as const, [number, true] as const]);
const moments =
  process.env.KILLS === "all"
    ? all
    : ([
        [3, false],
        [7, true],
      ] as const);
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
function live(repositories: readonly ServedRepository[], branch: string) {
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

/**
 * Runs fedc and kills it while it waits for the answer to its request of this number: before the server does anything, or after it did. Whether
 * there was such a request, and so a kill.
 */
async function killedAt(publisher: Publisher, number: number, done: boolean): Promise<boolean> {
  const { child, result } = publisher.start("--cache", "cache");
  let asked = 0;
  const kill = async () => {
    asked += 1;
    if (asked !== number) return undefined;
    child.kill("SIGKILL");
    await result;
    return "reset" as const;
  };
  // git opens with a request that tells nothing, and GitHub's double answers whole calls.
  if (done) server.after = kill;
  else server.fault = kill;
  github.before = async () => void (await kill());
  const { status } = await result;
  server.fault = () => undefined;
  server.after = async () => undefined;
  github.before = async () => undefined;
  return status === null;
}

for (const [delivery, branch] of [
  ["commit", "main"],
  ["pull-request", "fedc/shop"],
] as const)
  test(`is finished by running it again: ${delivery}`, async () => {
    const whole = fleet(delivery);
    await settle(whole.publisher);
    const first = live(whole.repositories, branch);
    // The second change goes in waves.
    whole.publisher.write(federation(whole.clusters, "POST"));
    await settle(whole.publisher);
    const second = live(whole.repositories, branch);
    let killed = 0;
    for (const [number, done] of moments) {
      const { repositories, clusters, publisher } = fleet(delivery);
      killed += Number(await killedAt(publisher, number, done));
      await settle(publisher);
      assert.equal(live(repositories, branch), first);
      publisher.write(federation(clusters, "POST"));
      killed += Number(await killedAt(publisher, number, done));
      await settle(publisher);
      assert.equal(live(repositories, branch), second);
      const cache = `${publisher.folder}/cache`;
      assert.not.match(existsSync(cache) ? readdirSync(cache).join() : "", /tmp|lock/);
    }
    assert.is(killed, 2 * moments.length);
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
