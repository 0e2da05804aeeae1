import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";

const test = suite("publishing in waves");
const server = await GitServer.start();
test.after(() => server.close());
let made = 0;

/** a offers a service to b and, where c is active, to c. All of it is published for a and b. */
async function three() {
  made += 1;
  const [a, b, c] = ["a", "b", "c"].map((name) => server.make(`org/${name}${made}`, { "x.yaml": "x\n" }));
  if (!a || !b || !c) throw new Error();
  const clusters = { a: { repository: a.address }, b: { repository: b.address }, c: { repository: c.address } };
  const without = federation({ ...clusters, c: { ...clusters.c, inactive: true } });
  const publisher = new Publisher(server).write(without);
  assert.equal(await publisher.outcomes(), ["a committed", "b committed", "c committed"]);
  return { a, b, c, publisher, without, withC: federation(clusters) };
}

interface Waves {
  readonly wave: { readonly number: number; readonly clusters: readonly string[] } | null;
  readonly later: readonly { readonly number: number; readonly clusters: readonly string[]; readonly why: string }[];
}

test("what is new goes to who exposes it first, and what goes to who consumes it; each run goes on where the last one ended", async () => {
  const { a, c, publisher, without, withC } = await three();
  publisher.write(withC);
  const plan = (await publisher.publish("--dry-run")) as unknown as Waves;
  assert.equal([plan.wave?.number, plan.later.map(({ number, clusters }) => `${number} ${clusters}`)], [1, ["2 c"]]);
  const { stdout } = await publisher.run("--dry-run");
  assert.match(stdout, /wave 1, trust, gateways and exposing clusters: a, c\n/);
  assert.match(stdout, /wave 2, consuming clusters: c, since they may call only/);
  assert.equal([a.count(), c.count()], [2, 2]);

  const early = await publisher.run("--wave", "2");
  assert.is(early.status, 1);
  assert.match(early.stderr, /wave 2 has to wait for wave 1, which is not merged for `a`, `c`/);
  const first = await publisher.run();
  assert.match(first.stdout, /before wave 2: a, c must have merged and synced, and new gateways must run; fedc sees merges, not clusters/);
  assert.match(first.stdout, /then: fedc publish\n/);
  assert.ok(a.files()["federation/generated/consumer-c.yaml"]);
  assert.not.ok(c.files()["federation/generated/exposer-a.yaml"]);
  assert.equal(await publisher.outcomes("--wave", "2"), ["a unchanged", "b unchanged", "c committed"]);
  assert.ok(c.files()["federation/generated/exposer-a.yaml"]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged", "c unchanged"]);

  publisher.write(without);
  assert.equal(await publisher.outcomes("--only-additions"), ["a waiting", "b unchanged", "c committed"]);
  assert.not.ok(c.files()["federation/generated/exposer-a.yaml"]);
  assert.ok(a.files()["federation/generated/consumer-c.yaml"]);
  assert.equal(await publisher.outcomes("--only-additions"), ["a waiting", "b unchanged", "c waiting"]);
  for (let times = 0; times < 2; times += 1) assert.ok((await publisher.publish()).ok);
  assert.not.ok(a.files()["federation/generated/consumer-c.yaml"]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged", "c unchanged"]);
});

test("where nothing stands, gateways come first, and nobody is led to them before they can run", async () => {
  const [a, b] = ["first-a", "first-b"].map((name) => server.make(`org/${name}`, { "x.yaml": "x\n" }));
  if (!a || !b) throw new Error();
  const publisher = new Publisher(server).write(
    federation({ a: { repository: a.address, deploy: true }, b: { repository: b.address, deploy: true } }),
  );
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.match(b.files()["federation/generated/gateways.yaml"] ?? "", /^kind: Deployment$/m);
  assert.not.ok(b.files()["federation/generated/as-rbar.shop.yaml"]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b committed"]);
  assert.ok(b.files()["federation/generated/as-rbar.shop.yaml"]);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
});

test("what one repository did not get keeps the next wave back", async () => {
  const { a, c, publisher, withC } = await three();
  publisher.write(withC);
  a.refuse("not today");
  assert.equal(await publisher.outcomes("--stop-on-error"), ["a failed", "b unchanged", "c waiting"]);
  assert.equal(await publisher.outcomes(), ["a failed", "b unchanged", "c committed"]);
  assert.equal(await publisher.outcomes(), ["a failed", "b unchanged", "c waiting"]);
  assert.not.ok(c.files()["federation/generated/exposer-a.yaml"]);
});

test("withdrawals go at once while additions wait", async () => {
  const { a, b, c, publisher } = await three();
  const clusters = { a: { repository: a.address }, b: { repository: b.address, inactive: true }, c: { repository: c.address } };
  publisher.write(federation(clusters));
  assert.equal(await publisher.outcomes("--only-withdrawals"), ["a committed", "b committed", "c waiting"]);
  assert.not.ok(a.files()["federation/generated/consumer-b.yaml"]);
  assert.not.ok(a.files()["federation/generated/consumer-c.yaml"]);
  assert.not.ok(b.files()["federation/generated/exposer-a.yaml"]);
  for (let times = 0; times < 4; times += 1) assert.ok((await publisher.publish()).ok);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged", "c unchanged"]);
  assert.ok(c.files()["federation/generated/exposer-a.yaml"]);
});

test("options that leave nothing are refused", async () => {
  const { publisher } = await three();
  assert.match((await publisher.run("--wave", "soon")).stderr, /is not a wave/);
  assert.match((await publisher.run("--only-additions", "--only-withdrawals")).stderr, /leave nothing/);
  assert.match((await publisher.run("--wave", "1", "--only-additions")).stderr, /both say what to publish/);
});

test.run();
