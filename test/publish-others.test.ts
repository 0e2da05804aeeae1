import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";

const test = suite("publishing beside others");
const server = await GitServer.start();
test.after(() => server.close());
test.before.each(() => {
  server.fault = () => undefined;
});
let made = 0;

/** A repository for each cluster, with what others keep there. */
function fleet(names: readonly string[]) {
  made += 1;
  const repositories = names.map((name) => server.make(`org/${name}${made}`, { "apps/x.yaml": "theirs\n" }));
  const clusters = Object.fromEntries(names.map((name, i) => [name, { repository: repositories[i]?.address ?? "" }]));
  return { repositories, clusters, publisher: new Publisher(server).write(federation(clusters)) };
}

test("a commit of somebody else's in between is kept, and the overlay comes on top", async () => {
  const { repositories, publisher } = fleet(["a", "b"]);
  const [a] = repositories;
  let raced = 0;
  server.fault = (line) => {
    if (line.startsWith("POST /org/a") && line.includes("receive-pack") && raced < 3) a?.commit({ "apps/x.yaml": `raced ${++raced}\n` });
    return undefined;
  };
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.equal([a?.files()["apps/x.yaml"], a?.count()], ["raced 3\n", 5]);
});

test("a push whose answer is lost counts as done", async () => {
  const { repositories, publisher } = fleet(["a", "b"]);
  const [a] = repositories;
  server.lose = (line) => line.startsWith("POST /org/a") && line.includes("receive-pack");
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  server.lose = () => false;
  assert.is(a?.count(), 2);
});

test("a server that fails once is asked again, and one that goes on failing fails alone", async () => {
  const { publisher } = fleet(["a", "b"]);
  let failures = 0;
  server.fault = (line) => (line.includes("/org/a") && ++failures <= 1 ? 503 : undefined);
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  server.fault = (line) => (line.includes("/org/a") ? "reset" : undefined);
  const { overlays, ok } = await publisher.publish();
  assert.equal([ok, overlays.map(({ outcome }) => outcome)], [false, ["failed", "unchanged"]]);
  assert.match(overlays[0]?.reasons[0]?.message ?? "", /cannot be reached/);
});

test("what the server forbids is said with its reason", async () => {
  const { repositories, clusters, publisher } = fleet(["a", "b"]);
  repositories[0]?.refuse("main is protected");
  const { overlays } = await publisher.publish();
  assert.is(overlays[0]?.outcome, "failed");
  assert.match(overlays[0]?.reasons[0]?.message ?? "", /refuses the commit: main is protected/);
  publisher.write(federation({ ...clusters, b: { repository: `${server.origin}/org/none` } }));
  assert.match((await publisher.publish()).overlays[1]?.reasons[0]?.message ?? "", /is not a repository, or is hidden/);
  publisher.write(federation({ ...clusters, b: { repository: clusters.b?.repository ?? "", branch: "stable" } }));
  assert.match((await publisher.publish()).overlays[1]?.reasons[0]?.message ?? "", /has no branch `stable`/);
  publisher.environment.FEDC_TOKEN = "wrong";
  const wrong = (await publisher.publish()).overlays[0]?.reasons[0];
  assert.match(`${wrong?.message} ${wrong?.help}`, /does not let fedc in.*`FEDC_TOKEN`/);
});

test("killed at any moment and run again comes to the same end", async () => {
  const names = ["a", "b", "c", "d"];
  const { repositories, clusters, publisher } = fleet(names);
  let killed = 0;
  for (let round = 0; round < 4; round += 1) {
    publisher.write(federation(clusters, ["GET", "POST", "PUT", "DELETE"].slice(0, 1 + (round % 4)).join(", ")));
    const { child, result } = publisher.start();
    let asked = 0;
    server.fault = async () => {
      asked += 1;
      if (asked !== 3 + 5 * round) return undefined;
      child.kill("SIGKILL");
      await result;
      return "reset";
    };
    killed += Number((await result).status === null);
    server.fault = () => undefined;
    // What was stopped half way may need its waves: two for what is new.
    for (let times = 0; times < 2; times += 1) assert.ok((await publisher.publish()).ok);
    for (const repository of repositories) repository.git("fsck", "--strict");
    assert.equal(
      await publisher.outcomes(),
      names.map((name) => `${name} unchanged`),
    );
  }
  assert.is(killed, 4);
});

test("two at once do no harm", async () => {
  const { repositories, publisher } = fleet(["a", "b", "c"]);
  const [one, other] = await Promise.all([publisher.publish(), publisher.publish()]);
  assert.ok(one?.ok && other?.ok);
  assert.equal(
    repositories.map((repository) => repository.count()),
    [2, 2, 2],
  );
});

test.run();
