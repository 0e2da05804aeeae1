import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { namesOfTexts, renamedEntryPath } from "../compiler/1-load/name-places.ts";
import { sortEntries } from "../compiler/edit/sort-entries.ts";
import { withEdits } from "../compiler/edit/text-edit.ts";
import { inFederation } from "./support/edited-federation.ts";
import { example } from "./support/fedc.ts";

const renaming = suite("rename");
const exampleText = readFileSync(example, "utf8");

/** The lines that differ, as a diff without context shows them. */
function changed(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return now.flatMap((line, i) => (line === old[i] ? [] : [line.trim()])).join("\n");
}

renaming("a cluster gets its name wherever the file means it, and nowhere else", async () => {
  // A label, a path and a hostname may have the same word.
  const text = exampleText
    .replace("callerLabels: { app: productpage }", "callerLabels: { cluster: cluster2 }")
    .replace("to: [{ cluster: cluster2 }]", "to: [{ 'cluster': \"cluster2\" }]")
    .replace("hostname: c2.example.com", "hostname: cluster2.example.com")
    .replace("\ntrust:\n", "\ngroups:\n  all: [cluster1, 'cluster2']\n\ntrust:\n")
    .replace("mode: gateways  ", "mode: gateways\n  pairs: [{ between: [cluster2, cluster1], mode: gateways }]\n ")
    .replace("from: cluster1, to: ratings,", "from: all, at: [cluster2], except: [cluster2], to: ratings,")
    .concat("accept:\n  - { finding: FED346, at: services.ratings.expose.cluster2, because: cluster2 decodes no paths }\n");
  await inFederation(text, async (run, read) => {
    const { status, stdout, stderr } = await run("rename", "cluster", "cluster2", "cluster3");
    assert.is(status, 0, stderr);
    assert.match(stdout, /^federation\.yaml:\d+: the cluster `cluster2` is now `cluster3`, in 10 places\n/);
    assert.match(stdout, /the word `cluster2` still stands in comments and texts, or means something else: federation\.yaml:4, /);
    assert.match(stdout, "`….cluster2.…` becomes `….cluster3.…`");
    assert.is(
      changed(text, read()),
      [
        "cluster3:",
        "all: [cluster1, 'cluster3']",
        "pairs: [{ between: [cluster3, cluster1], mode: gateways }]",
        "cluster3:",
        "to: [{ 'cluster': \"cluster3\" }]",
        "- { cluster: cluster3, weight: 50 }",
        "cluster3:",
        "- never:  { from: all, at: [cluster3], except: [cluster3], to: ratings, method: POST }",
        "- { finding: FED346, at: services.ratings.expose.cluster3, because: cluster2 decodes no paths }",
      ].join("\n"),
    );
    assert.is((await run("check")).status, 0);
    assert.is((await run("rename", "cluster", "cluster3", "cluster2")).status, 0);
    assert.is(read(), text);
  });
});

renaming("a service gets its name, and its entry goes where it sorts, with its comments", async () => {
  const sorted = exampleText
    .replace(/( {2}reviews:[\s\S]*?\n)(\n)( {2}ratings:[\s\S]*?\n)(?=\n)/, "  # how good\n$3$2$1")
    .replaceAll("\n", "\r\n");
  await inFederation(sorted, async (run, read) => {
    const { status, stdout } = await run("rename", "service", "ratings", "stars");
    assert.is(status, 0);
    assert.match(stdout, "the service `ratings` is now `stars`, in 2 places");
    const [, ratings = "", reviews = ""] = /( {2}# how good\r\n[\s\S]*?\r\n)\r\n( {2}reviews:[\s\S]*?\r\n)(?=\r\n)/.exec(sorted) ?? [];
    const expected = sorted
      .replace(`${ratings}\r\n${reviews}`, `${reviews}\r\n${ratings.replace("ratings:", "stars:")}`)
      .replace("to: ratings,", "to: stars,");
    assert.is(read(), expected);
    assert.is((await run("check")).status, 0);
  });
});

renaming("what the answer says of the clusters is what a build makes", async () => {
  await inFederation(exampleText, async (run, read, folder) => {
    const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
    await run("build");
    const output = (cluster: string) =>
      readdirSync(join(folder, "out", cluster, "generated"))
        .map((name) => readFileSync(join(folder, "out", cluster, "generated", name), "utf8"))
        .join("");
    assert.match(output("cluster2"), "reviews.cluster1.c2.example.com");
    await run("rename", "cluster", "cluster1", "shop");
    await run("rename", "service", "reviews", "opinions");
    await run("build", "--out", "out");
    assert.match(output("cluster2"), "opinions.shop.c2.example.com");
    assert.not.match(output("cluster2"), "reviews.cluster1.");
    assert.match(output("shop"), "host: reviews.default");
    assert.match(read(), "hostname: c1.example.com");
    const { stdout } = await run("diff", "--base", "HEAD");
    assert.match(stdout, /^delivery\n {2}~ name of a cluster: cluster1 -> shop\n[\s\S]*name of a service: reviews -> opinions\n/);
    assert.match(stdout, /\nas before\n {2}who may call what;/);
  });
});

renaming("--dry-run writes nothing, and shows what patch would take; --json says the same", async () => {
  await inFederation(exampleText, async (run, read, folder) => {
    const { status, stdout } = await run("rename", "cluster", "cluster1", "shop", "--dry-run");
    assert.equal([status, read()], [0, exampleText]);
    const reported = JSON.parse((await run("rename", "cluster", "cluster1", "shop", "--json")).stdout) as Record<string, unknown>;
    const { ok, kind, from, to, places, diff } = reported;
    assert.equal([ok, kind, from, to, places, diff], [true, "cluster", "cluster1", "shop", 7, stdout]);
    const written = read();
    writeFileSync(join(folder, "federation.yaml"), exampleText);
    execFileSync("git", ["apply"], { cwd: folder, input: stdout });
    assert.is(read(), written);
  });
});

renaming("what cannot be is refused, and nothing is written", async () => {
  const text = exampleText.replace("\ntrust:\n", "\ngroups:\n  all: [cluster1, cluster2]\n\ntrust:\n");
  const line = text.split("\n").indexOf("  all: [cluster1, cluster2]") + 1;
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["service", "rating", "x"], /no service `rating`[\s\S]*did you mean `ratings`/],
    [["cluster", "clustr1", "x"], /no cluster `clustr1`[\s\S]*did you mean/],
    [["cluster", "all", "x"], /`all` is a group: federation\.yaml:\d+:3/],
    [["service", "ratings", "reviews"], /there is a service `reviews` already: federation\.yaml:\d+:3/],
    [["cluster", "cluster1", "cluster2"], /there is a cluster `cluster2` already: federation\.yaml:\d+:3/],
    [["cluster", "cluster1", "all"], new RegExp(`there is a group \`all\` already: federation\\.yaml:${line}:3`)],
    [["cluster", "cluster1", "cluster1"], /called `cluster1` already/],
    [["cluster", "cluster1", "Shop"], /`Shop` cannot be a name\n.*a DNS label in lower case/],
    [["cluster", "cluster1", "any"], /^error\[FED305\][\s\S]*federation\.yaml:13:3\n[\s\S]*cluster1:[\s\S]*left as it is/],
    [["cluster", "cluster1"], /needs the new name too/],
    [["cluster"], /needs `CLUSTER NEW`/],
  ];
  await inFederation(text, async (run, read) => {
    for (const [args, expected] of wrong) {
      const { status, stdout, stderr } = await run("rename", ...args);
      assert.equal([status, stdout], [1, ""], args.join(" "));
      assert.match(stderr, expected);
      assert.is(read(), text);
    }
  });
  // An error that was there does not matter, though its message has the name.
  await inFederation(
    exampleText.replace("from: cluster1, to: ratings", "from: cluster1, to: rating").replace("root: example-ca", "root: none"),
    async (run, read) => {
      assert.is((await run("rename", "cluster", "cluster1", "shop")).status, 0);
      assert.match(read(), "from: shop, to: rating");
    },
  );
});

renaming("an entry moves only where names are sorted, and with what belongs to it", () => {
  const rename = { kind: "services", from: "a", to: "z", reasons: new Map() } as const;
  const sorted = (text: string) => withEdits(text, sortEntries(text, rename));
  assert.is(sorted("services: { z: 1, b: 2, c: 3 } # x\n"), "services: { b: 2, c: 3, z: 1 } # x\n");
  assert.is(sorted("services:\n  z: 1 # of z\n\n  # of c\n  c: 3"), "services:\n  # of c\n  c: 3\n\n  z: 1 # of z");
  assert.is(sorted("services:\n  # all\n  z: 1\n  c: 3\n"), "services:\n  # all\n  c: 3\n  z: 1\n");
  for (const kept of ["services:\n  z: 1\n  c: 3\n  b: 2\n", "services: {\n  z: 1, # of z\n  c: 3 # of c\n}\n", "services:\n  z: 1\n"])
    assert.is(sorted(kept), kept);
});

renaming("a label that is called `cluster` names no cluster, and paths of entries hold names in lists", () => {
  assert.equal(namesOfTexts(["services", "s", "consume", "c", "[]", "routes", "[]", "to", "[]", "cluster"]), ["clusters", "groups"]);
  assert.equal(namesOfTexts(["services", "s", "consume", "c", "failover", "[]", "cluster"]), ["clusters", "groups"]);
  assert.equal(namesOfTexts(["services", "s", "consume", "c", "failover"]), ["clusters", "groups"]);
  for (const labels of [
    ["consume", "c", "callerLabels"],
    ["expose", "c", "subset"],
    ["consume", "c", "routes", "[]", "to", "[]", "local", "subset"],
  ])
    assert.equal(namesOfTexts(["services", "s", ...labels, "cluster"]), []);
  const renamed = (path: string) =>
    renamedEntryPath(path, (name, kinds) =>
      name === "a" && kinds.includes("clusters") ? "b" : name === "s" && kinds.includes("services") ? "t" : name,
    );
  for (const [path, now] of [
    ["services.s.consume.a.a.default.failover.a.cluster", "services.t.consume.b.a.default.failover.b.cluster"],
    ["trust.pairs.a,c", "trust.pairs.b,c"],
    ["groups.a.a", "groups.a.b"],
    ["assertions.s,r.never.from.a", "assertions.t,r.never.from.b"],
    ["clusters.a.gateways", "clusters.b.gateways"],
  ] as const)
    assert.is(renamed(path), now);
});

renaming.run();
