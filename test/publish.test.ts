import { readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const test = suite("publishing by commits");
const server = await GitServer.start();
test.after(() => server.close());
let made = 0;

/** Two repositories with what others keep there, and a federation of both. */
function two(files: Readonly<Record<string, string>> | undefined = { "apps/x.yaml": "theirs\n" }) {
  const [a, b] = [server.make(`org/a${++made}`, files), server.make(`org/b${made}`, files)];
  const clusters = { a: { repository: a.address }, b: { repository: b.address } };
  const publisher = new Publisher(server).write(federation(clusters));
  return { a, b, clusters, publisher };
}

const writes = () => server.asked.filter(({ line }) => line.includes("git-receive-pack"));

test("an overlay comes as one commit, is left alone while nothing changes, and changes alone", async () => {
  const { a, b, clusters, publisher } = two();
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.equal([a.count(), b.count()], [2, 2]);
  assert.is(a.files()["apps/x.yaml"], "theirs\n");
  assert.ok(a.files()["federation/kustomization.yaml"]?.includes("generated"));
  assert.match(a.message(), /^Fedc-Federation: shop$/m);
  assert.match(a.message(), /^Fedc-Digest: sha256:[0-9a-f]{64}$/m);

  server.asked.length = 0;
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
  assert.equal(writes(), []);

  a.commit({ "federation/kustomization.yaml": "resources: [generated, mine.yaml]\n", "federation/mine.yaml": "mine\n" });
  publisher.write(federation(clusters, "GET, POST"));
  const { overlays } = await publisher.publish();
  assert.equal(
    overlays.map(({ outcome }) => outcome),
    ["committed", "unchanged"],
  );
  assert.is(overlays[0]?.files["generated/consumer-b.yaml"], "changed");
  assert.is(a.files()["federation/kustomization.yaml"], "resources: [generated, mine.yaml]\n");
  assert.is(a.files()["federation/mine.yaml"], "mine\n");
  assert.is(a.count(), 4);
});

test("a repository without a commit gets its first", async () => {
  const { a, publisher } = two(undefined);
  const empty = server.make(`org/empty${made}`);
  publisher.write(federation({ a: { repository: a.address }, b: { repository: empty.address } }));
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  assert.is(empty.count(), 1);
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
});

test("a dry run prints what the run then does, and writes nothing", async () => {
  const { a, publisher } = two();
  server.asked.length = 0;
  const plan = await publisher.publish("--dry-run");
  assert.equal(writes(), []);
  assert.is(a.count(), 1);
  const done = await publisher.publish();
  const shape = ({ overlays }: typeof plan) => overlays.map(({ cluster, outcome, files }) => ({ cluster, outcome, files }));
  assert.equal(shape(done), shape(plan));
});

test("a repository whose state is remembered costs one ls-remote", async () => {
  const { publisher } = two();
  await publisher.outcomes("--cache", "cache");
  server.asked.length = 0;
  assert.equal(await publisher.outcomes("--cache", "cache"), ["a unchanged", "b unchanged"]);
  assert.is(server.asked.filter(({ line }) => line.startsWith("POST")).length, 2);
  // Without it: one more question, and the folders in one fetch, without any file.
  server.asked.length = 0;
  await publisher.outcomes();
  assert.is(server.asked.filter(({ line }) => line.startsWith("POST")).length, 6);
  // A memory that is lost is made again by looking.
  await publisher.outcomes("--cache", "another");
  server.asked.length = 0;
  await publisher.outcomes("--cache", "another");
  assert.is(server.asked.filter(({ line }) => line.startsWith("POST")).length, 2);
});

test("what waves go by is not asked for again by the delivery", async () => {
  const { clusters, publisher } = two();
  server.asked.length = 0;
  assert.equal(await publisher.outcomes(), ["a committed", "b committed"]);
  const posts = (program: string) => server.asked.filter(({ line }) => line.startsWith("POST") && line.endsWith(program)).length;
  // For each: where the branch is, then a fetch, which asks that again.
  assert.equal([posts("git-upload-pack"), posts("git-receive-pack")], [6, 2]);
  // What changes costs one more: the inventory and all files that differ, in one go.
  publisher.write(federation(clusters, "PUT"));
  server.asked.length = 0;
  assert.equal(await publisher.outcomes(), ["a committed", "b unchanged"]);
  assert.equal([posts("git-upload-pack"), posts("git-receive-pack")], [7, 1]);
});

test("what was edited by hand is not overwritten, unless that is asked for, and does not keep others back", async () => {
  const { a, clusters, publisher } = two();
  await publisher.outcomes();
  const path = "federation/generated/consumer-b.yaml";
  const edited = `${a.files()[path]}# by hand\n`;
  a.commit({ [path]: edited });
  publisher.write(federation(clusters, "POST"));
  const { overlays, ok } = await publisher.publish();
  assert.equal([ok, overlays.map(({ outcome }) => outcome)], [false, ["skipped-edited", "unchanged"]]);
  assert.match(overlays[0]?.reasons[0]?.message ?? "", /consumer-b\.yaml` was edited by hand/);
  assert.is(a.files()[path], edited);
  assert.equal(await publisher.outcomes("--overwrite-edits"), ["a committed", "b unchanged"]);
  assert.not.match(a.files()[path] ?? "", /by hand/);
});

test("a file that was edited and is no longer wanted is not removed", async () => {
  const { a, b, publisher } = two();
  await publisher.outcomes();
  const path = "federation/generated/consumer-b.yaml";
  a.commit({ [path]: "by hand\n" });
  publisher.write(federation({ a: { repository: a.address }, b: { repository: b.address, inactive: true } }));
  // What nobody can sync goes first, and b waits for that.
  assert.equal(await publisher.outcomes(), ["a skipped-edited", "b waiting"]);
  assert.is(a.files()[path], "by hand\n");
});

test("files that nobody said are fedc's are taken over only when that is asked for", async () => {
  const { a, publisher } = two({ "federation/generated/gateways.yaml": "theirs\n", "federation/generated/own.yaml": "own\n" });
  assert.equal(await publisher.outcomes(), ["a failed", "b failed"]);
  assert.is(a.count(), 1);
  assert.equal(await publisher.outcomes("--adopt"), ["a committed", "b committed"]);
  assert.not.ok("federation/generated/own.yaml" in a.files());
  assert.equal(await publisher.outcomes(), ["a unchanged", "b unchanged"]);
});

test("a stranger among fedc's files is left alone and told of", async () => {
  const { a, clusters, publisher } = two();
  await publisher.outcomes();
  a.commit({ "federation/generated/theirs.yaml": "theirs\n" });
  const { overlays } = await publisher.publish();
  assert.is(overlays[0]?.outcome, "unchanged");
  assert.match(overlays[0]?.warnings[0]?.message ?? "", /theirs\.yaml` was not written by fedc/);
  publisher.write(federation(clusters, "PUT"));
  assert.equal(await publisher.outcomes(), ["a committed", "b unchanged"]);
  assert.is(a.files()["federation/generated/theirs.yaml"], "theirs\n");
});

test("another federation's overlay, another cluster's, and a damaged inventory are refused", async () => {
  const { a, b, clusters, publisher } = two();
  await publisher.outcomes();
  const swapped = { a: { repository: b.address }, b: { repository: a.address } };
  publisher.write(federation(swapped));
  assert.equal(await publisher.outcomes("--adopt", "--overwrite-edits"), ["a failed", "b failed"]);
  publisher.write(federation(clusters).replace("name: shop", "name: other"));
  assert.equal(await publisher.outcomes("--adopt", "--overwrite-edits"), ["a failed", "b failed"]);
  publisher.write(federation(clusters, "PUT"));
  a.commit({ "federation/generated/inventory.json": "{" });
  assert.equal(await publisher.outcomes(), ["a failed", "b unchanged"]);
  assert.equal(await publisher.outcomes("--adopt"), ["a committed", "b unchanged"]);
});

test("a path that leads through a file or a link is refused", async () => {
  const { a, b, publisher } = two({ "file/x": "x" });
  b.commit({ link: "file" }, "main", { mode: "120000" });
  publisher.write(
    federation({ a: { repository: a.address, path: "file/x/deeper/federation" }, b: { repository: b.address, path: "link/federation" } }),
  );
  const { overlays } = await publisher.publish("--adopt", "--overwrite-edits");
  assert.equal(
    overlays.map(({ outcome, reasons }) => `${outcome} ${/`(.+?)`/.exec(reasons[0]?.message ?? "")?.[1]}`),
    ["failed file/x", "failed link"],
  );
});

test("clusters that share a branch come in one commit", async () => {
  const fleet = server.make(`org/fleet${++made}`, { "README.md": "fleet\n" });
  const at = (name: string) => ({ repository: fleet.address, path: `clusters/${name}` });
  const publisher = new Publisher(server).write(federation({ a: at("a"), b: at("b"), c: at("c") }));
  assert.equal(await publisher.outcomes(), ["a committed", "b committed", "c committed"]);
  assert.is(fleet.count(), 2);
  assert.match(fleet.message(), /^Federation shop: a, b, c\n/);
  assert.equal(await publisher.outcomes("--cluster", "b"), ["b unchanged"]);
});

test("nothing is left in the folder for temporary files", async () => {
  const { publisher } = two();
  const temporary = temporaryFolder();
  publisher.environment.TMPDIR = temporary;
  await publisher.outcomes();
  assert.equal(readdirSync(temporary), []);
});

test.run();
