import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type DiffDocument, shortDiff } from "./support/diff-document.ts";
import { GitServer } from "./support/git-server.ts";
import { federation, Publisher } from "./support/publishing.ts";

const live = suite("diff against repositories");
const server = await GitServer.start();
live.after(() => server.close());

const clusters = (branch = "main") => ({
  a: { repository: `${server.origin}/org/mesh.git`, path: "clusters/a", branch },
  b: { repository: `${server.origin}/org/mesh.git`, path: "clusters/b", branch, delivery: "directory" },
  c: { repository: `${server.origin}/org/c.git`, branch },
});

async function reported(publisher: Publisher, ...args: readonly string[]): Promise<DiffDocument & { error?: { message: string } }> {
  const { stdout, stderr } = await publisher.answer("diff", "--live", "--json", ...args);
  assert.ok(stdout.startsWith("{"), stderr);
  return JSON.parse(stdout) as DiffDocument;
}

live("reads what clusters follow, from several places in one repository too, and writes nothing", async () => {
  const mesh = server.make("org/mesh", { "clusters/b/x.yaml": "theirs\n" });
  const c = server.make("org/c");
  const publisher = new Publisher(server).write(federation(clusters()));
  const first = await reported(publisher);
  assert.equal(shortDiff(first), ["gained b shop/foo bar", "gained c shop/foo bar"]);
  assert.ok(first.objects.every(({ change }) => change === "added"));

  assert.is((await publisher.run()).status, 0);
  const { status } = await publisher.answer("build");
  assert.is(status, 0);
  const half = await reported(publisher);
  assert.equal([...new Set(half.objects.map(({ cluster }) => cluster))], ["b"]);
  assert.equal(shortDiff(half), ["gained b shop/foo bar"]);

  server.asked.length = 0;
  publisher.write(federation(clusters(), "GET, POST"));
  const { access, objects, against } = await reported(publisher);
  assert.is(against, "the repositories");
  assert.equal(access.map(({ kind, access: { from } }) => `${kind} ${from}`).sort(), ["gained b", "widened c"]);
  assert.ok(objects.some(({ cluster, file, change }) => cluster === "a" && file === "consumer-c.yaml" && change === "changed"));
  assert.equal(
    server.asked.filter(({ line }) => line.includes("git-receive-pack")),
    [],
  );
  assert.ok(mesh.count() >= 1 && c.count() >= 1);
});

live("says which repository cannot be read", async () => {
  const publisher = new Publisher(server).write(federation(clusters("elsewhere")));
  const { error } = await reported(publisher);
  assert.match(error?.message ?? "", "has no branch `elsewhere`");
  publisher.environment.FEDC_TOKEN = "ghp_wrong";
  assert.ok((await reported(publisher)).error?.message.includes("/org/"));
});

live.run();
