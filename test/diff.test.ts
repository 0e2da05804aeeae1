import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type DiffDocument, shortDiff } from "./support/diff-document.ts";
import { Medley } from "./support/medley.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const diff = suite("diff");

/** The sample with owners, built and committed. */
async function live(): Promise<Medley> {
  const medley = new Medley(temporaryFolder());
  medley.edit("federation.yaml", "    hostname: a.example.com\n", '    hostname: a.example.com\n    owner: "@example/a"\n');
  medley.edit("federation.yaml", "    hostname: d.example.com\n", "    hostname: d.example.com\n    owner: D Ltd, platform\n");
  medley.edit("federation.yaml", "  bar:\n    protocol", '  bar:\n    owner: "@example/bar"\n    protocol');
  assert.is((await medley.run("build")).status, 0);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: medley.folder });
  git("init", "-q");
  git("add", "federation.yaml", "trust");
  git("commit", "-qm", "before");
  return medley;
}

const owned = await live();
const fresh = () => {
  const medley = new Medley(temporaryFolder());
  execFileSync("cp", ["-R", `${owned.folder}/.`, medley.folder]);
  return medley;
};

/** One caller instead of another, a method more, methods fewer. */
function changed(): Medley {
  const medley = fresh();
  medley.edit("federation.yaml", "c: { callers: any, methods: any, paths", "c: { callers: any, methods: [GET], paths");
  medley.edit("federation.yaml", "d: { methods: [GET] }\n", "d: { methods: [GET, PUT] }\n");
  medley.edit("federation.yaml", "callers: [ops/root], via", "callers: [other/second], via");
  return medley;
}

diff("what was built is what stands: status 0, whatever is asked for", async () => {
  for (const against of [[], ["--base", "HEAD"]]) {
    const { status, stdout, stderr } = await owned.run("diff", ...against, "--detailed-exitcode", "--require-approval");
    assert.equal([status, stderr], [0, ""]);
    const nothing = against.length > 0 ? "nothing changes" : "access does not change";
    assert.is(stdout, `${nothing}\n\nno object changes, against ${against[1] ?? "out"}\n`);
    assert.is((await owned.json<DiffDocument>(["diff", ...against])).changed, false);
  }
});

diff("tells access first, then owners, then objects; the same against a revision and a folder", async () => {
  const medley = changed();
  const byRevision = await medley.json<DiffDocument>(["diff", "--base", "HEAD"]);
  const byFolder = await medley.json<DiffDocument>(["diff"]);
  for (const reported of [byRevision, byFolder]) {
    assert.equal(shortDiff(reported), [
      "gained a other/second bar-admin",
      "lost a ops/root bar-admin",
      "narrowed c any bar",
      "widened d shop/foo bar",
    ]);
    assert.equal(reported.asked, [
      { owner: "@example/a", given: false, for: ["a -> bar-admin of b"] },
      { owner: "@example/bar", given: false, for: ["a -> bar-admin of b", "d -> bar of b"] },
      { owner: "D Ltd, platform", given: false, for: ["d -> bar of b"] },
    ]);
    assert.equal(reported.reported, [{ owner: "@example/a", of: ["a -> bar-admin of b"] }]);
    assert.equal([reported.changed, reported.unowned, reported.withdrawn], [true, [], []]);
    const methods = reported.objects.find(({ file }) => file === "consumer-d.yaml");
    assert.equal(methods, {
      cluster: "b",
      file: "consumer-d.yaml",
      kind: "AuthorizationPolicy",
      namespace: "istio-private-gateways",
      name: "consumer-d",
      change: "changed",
      fields: [{ field: "spec.rules[0].to[0].operation.methods", before: ["GET"], after: ["GET", "PUT"] }],
    });
  }
  assert.equal(byFolder.objects, byRevision.objects);
  assert.equal(
    byFolder.files.map(({ cluster, file, change }) => `${change} ${cluster}/${file}`),
    ["changed a/generated/README.md", "changed b/generated/README.md"],
  );

  const { status, stdout } = await medley.run("diff", "--base", "HEAD", "--detailed-exitcode");
  assert.is(status, 2);
  const places = ["access\n  gained:", "needs approval by\n", "please inform\n", "\nb\n  consumer-d.yaml\n    ~ AuthorizationPolicy"].map(
    (part) => stdout.indexOf(part),
  );
  assert.ok(places.every((place, i) => place >= 0 && place > (places[i - 1] ?? -1)));
  assert.match(stdout, /\n6 objects in 2 clusters: 6 changed, against HEAD\n$/);
  assert.equal(
    stdout.split("\n").filter((line) => line.length > 80),
    [],
  );
});

diff("fails until every owner that is asked has approved", async () => {
  const medley = changed();
  const asked = ["diff", "--base", "HEAD", "--require-approval"];
  const without = await medley.run(...asked, "--approved", "@example/bar");
  assert.is(without.status, 1);
  assert.match(without.stderr, "2 approvals are missing");
  assert.match(without.stderr, "`D Ltd, platform` has not approved: d -> bar of b");
  assert.match(without.stderr, '`--approved "D Ltd, platform"`');
  assert.match(without.stdout, "@example/bar (given)");
  const nobody = await medley.run(...asked, "--approved", "@example/baz");
  assert.equal([nobody.status, nobody.stdout], [1, ""]);
  assert.match(nobody.stderr, "`@example/baz` does not own a cluster or a service, so its approval does not count");
  assert.match(nobody.stderr, "did you mean `@example/bar`");
  const all = ["@example/a", "@example/bar", "D Ltd, platform"].flatMap((owner) => ["--approved", owner]);
  assert.is((await medley.run(...asked, ...all)).status, 0);
  assert.is((await medley.run(...asked, ...all, "--detailed-exitcode")).status, 2);
  assert.is((await medley.run(...asked, "--detailed-exitcode")).status, 1);
});

diff("what is taken away needs nobody's approval", async () => {
  const medley = fresh();
  medley.edit("federation.yaml", "d: { methods: [GET] }\n", "d: { inactive: over, methods: [GET] }\n");
  assert.is((await medley.run("diff", "--base", "HEAD", "--require-approval")).status, 0);
  const reported = await medley.json<DiffDocument>(["diff", "--base", "HEAD"]);
  const [informed, ...others] = reported.reported;
  assert.equal([reported.asked, others, informed?.owner], [[], [], "D Ltd, platform"]);
  assert.equal(informed?.of, ["b no longer trusts d", "d -> bar of b", "d no longer trusts b", "where bar.shop:9080 in d leads"]);
});

diff("a change that replaces an owner does not get past the former one, nor does a new name of the service", async () => {
  const medley = fresh();
  medley.edit("federation.yaml", '    owner: "@example/bar"\n', "    owner: mallory\n");
  assert.equal((await medley.json<DiffDocument>(["diff", "--base", "HEAD"])).asked, [
    { owner: "@example/bar", given: false, for: ["service bar gets another owner"] },
    { owner: "mallory", given: false, for: ["service bar gets another owner"] },
  ]);
  const renamed = fresh();
  renamed.edit("federation.yaml", '  bar:\n    owner: "@example/bar"\n', "  barley:\n    owner: mallory\n");
  renamed.edit("federation.yaml", "d: { methods: [GET] }\n", "d: { methods: [GET, PUT] }\n");
  const { asked } = await renamed.json<DiffDocument>(["diff", "--base", "HEAD"]);
  assert.equal(
    asked.map(({ owner }) => owner),
    ["@example/a", "@example/bar", "D Ltd, platform", "mallory"],
  );
});

diff("what opens more and has no owner cannot be approved", async () => {
  const medley = fresh();
  medley.edit(
    "federation.yaml",
    "allow: { a: { callers: [shop/foo], rpcs: [q.Quotes/Get] } }",
    "allow: { a: { callers: [shop/foo], rpcs: any } }",
  );
  const reported = await medley.json<DiffDocument>(["diff", "--base", "HEAD"]);
  assert.equal(reported.unowned, ["a -> quotes of c"]);
  const { status, stderr } = await medley.run("diff", "--base", "HEAD", "--require-approval", "--approved", "@example/a");
  assert.is(status, 1);
  assert.match(stderr, /nobody can approve: a -> quotes of c\n.*name an `owner`/);
});

diff("against a folder, sees a method go that others keep, and names what is no longer in the file", async () => {
  const medley = fresh();
  medley.edit("federation.yaml", "d: { methods: [GET] }\n", "d: { methods: [GET, DELETE] }\n");
  medley.edit("federation.yaml", "allow: { a: { methods: [GET, POST] } }", "allow: { a: { methods: [GET, DELETE] } }");
  assert.is((await medley.run("build")).status, 0);
  medley.edit("federation.yaml", "d: { methods: [GET, DELETE] }\n", "d: { methods: [GET] }\n");
  assert.equal(shortDiff(await medley.json<DiffDocument>(["diff"])), ["narrowed d shop/foo bar"]);

  const without = fresh();
  without.edit("federation.yaml", "  quotes:\n    protocol: grpc\n", "  quotes:\n    inactive: over\n    protocol: grpc\n");
  const { access, withdrawn, objects } = await without.json<DiffDocument>(["diff"]);
  assert.equal(access, []);
  assert.equal(
    withdrawn.map(({ cluster, file }) => `${cluster} ${file}`),
    ["a as-quotes.fin.global.yaml", "a exposer-c.yaml", "c expose-quotes.yaml"],
  );
  assert.ok(objects.some(({ change, file }) => change === "removed" && file === "as-quotes.fin.global.yaml"));
  assert.match(
    (await without.run("diff")).stdout,
    "lost with objects that the file no longer makes\n  a: as-quotes.fin.global.yaml\n  a: exposer-c.yaml\n  c: expose-quotes.yaml\n",
  );
});

diff("a cluster without an overlay is all new", async () => {
  const medley = fresh();
  rmSync(join(medley.folder, "out/d"), { recursive: true });
  const { access, objects } = await medley.json<DiffDocument>(["diff"]);
  assert.ok(access.some(({ kind, access: { from } }) => kind === "gained" && from === "d"));
  assert.ok(objects.length > 10 && objects.every(({ cluster, change }) => cluster === "d" && change === "added"));
});

diff("says what the next build stops at, and guesses nothing about what it does not know", async () => {
  const medley = fresh();
  medley.edit("out/b/generated/consumer-d.yaml", "methods: [GET]", "methods: [GET, LINK]");
  const edited = await medley.run("diff");
  assert.is(edited.status, 0);
  assert.match(edited.stderr, "`out/b/generated/consumer-d.yaml` was edited by hand");
  assert.match(
    edited.stdout,
    "narrowed: shop/foo in d -> bar of b (bar.xyz:9080): GET on every path;\n      before: GET, LINK on every path",
  );
  const filter = "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: mine, namespace: shop }\nspec: {}\n";
  writeFileSync(join(medley.folder, "out/a/generated/mine.yaml"), filter);
  const unknown = await medley.run("diff");
  assert.is(unknown.status, 1);
  assert.match(unknown.stderr, "EnvoyFilter");
  assert.match(unknown.stdout, "  mine.yaml\n    - EnvoyFilter shop/mine\n");
});

diff("needs one thing to compare with", async () => {
  const medley = fresh();
  const says = async (expected: RegExp, ...args: string[]) => {
    const { status, stdout, stderr } = await medley.run("diff", ...args);
    assert.equal([status, stdout], [1, ""]);
    assert.match(stderr, expected);
  };
  await says(/`--base` and `--out` each choose the version to compare with/, "--base", "HEAD", "--out", "out");
  await says(/`--out` and `--live` each choose/, "--live", "--out", "out");
  await says(/standard input does not lie in a repository/, "-", "--base", "HEAD");
  await says(/no folder `there`/, "--out", "there");
  await says(/`nowhere` is not a revision/, "--base", "nowhere");
  mkdirSync(join(medley.folder, "broken"));
  writeFileSync(join(medley.folder, "broken/federation.yaml"), "kind: Federation\n");
  await says(/^error\[FED/, "broken/federation.yaml");
});

diff.run();
