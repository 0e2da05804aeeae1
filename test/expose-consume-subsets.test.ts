/** `fedc expose` and `fedc consume` with subsets of a Service. */
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inFederation } from "./support/edited-federation.ts";
import { example } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";

const editing = suite("expose and consume: subsets");
const exampleText = readFileSync(example, "utf8");
const details = ["expose", "details", "--cluster", "cluster2", "--service", "details.bookinfo", "--port", "9080", "--protocol", "http"];
const use = ["--cluster", "cluster1", "--as", "details.default", "--port", "9080", "--callers", "default/web,batch/*", "--create"];

/** Lines at the end of the services that came in, without blank ones. */
function written(text: string): readonly string[] {
  const [block = ""] = /^ {2}details:\n(?: {4}.*\n)+/m.exec(text) ?? [];
  return block.split("\n").filter((line) => line !== "");
}

editing("subsets: named where they are exposed, given to a consumer, and chosen", async () => {
  await inFederation(exampleText, async (_, read, folder) => {
    const subsets = ["--subset", "v1:version=v1", "--subset", "v2:version=v2, example.com/track=new"];
    const first = await fedcInside([...details, ...subsets, "--to", "cluster1", "--methods", "GET", "--only-subsets", "v2"], folder);
    assert.equal([first.status, first.stderr], [0, ""]);
    const second = await fedcInside(["consume", "details", ...use, "--subset", "v2"], folder);
    assert.equal([second.status, second.stderr], [0, ""]);
    assert.equal(written(read()), [
      "  details:",
      "    protocol: http",
      "    expose:",
      "      cluster2:",
      "        service: details.bookinfo",
      "        port: 9080",
      "        subsets:",
      "          v1: { version: v1 }",
      "          v2: { version: v2, example.com/track: new }",
      "        allow:",
      "          cluster1: { methods: [GET], subsets: [v2] }",
      "    consume:",
      "      cluster1:",
      "        as: details.default",
      "        port: 9080",
      "        localService: create",
      "        callers: [default/web, batch/*]",
      "        routes: [{ to: [{ cluster: cluster2, subset: v2 }] }]",
    ]);
    assert.is((await fedcInside(["check"], folder)).status, 0);
  });
  for (const [args, message] of [
    [[...details, "--subset", "v1"], "`--subset v1` is not a name with labels"],
    [[...details, "--only-subsets", "v1"], "`--only-subsets` says what a cluster may do, but no cluster is named"],
    [["expose", "reviews", "--cluster", "cluster2", "--subset", "v1:version=v1"], "`cluster2` exposes `reviews` already"],
    [["consume", "details", ...use, "--protocol", "http", "--subset", "v2"], "needs one cluster that exposes `details`, and there is none"],
  ] as const)
    await inFederation(exampleText, async (_, read, folder) => {
      const { status, stderr } = await fedcInside(args, folder);
      assert.is(status, 1);
      assert.match(stderr, message);
      assert.is(read(), exampleText);
    });
});

editing("subsets of a group: its members are tried in order, and one alone is led to", async () => {
  const grouped = exampleText
    .replace("\n# How the clusters", "\ngroups: { eu: [cluster2, cluster3], us: [cluster1, cluster4] }\n\n# How the clusters")
    .replace("\ngroups:", `${["3", "4"].map(other).join("")}\ngroups:`);
  const exposed = ["expose", "details", "--cluster", "eu", ...details.slice(4), "--subset", "v2:version=v2"];
  for (const [consumer, way] of [
    ["cluster1", "failover: [{ cluster: eu, subset: v2 }]"],
    ["cluster2", "routes: [{ to: [{ cluster: cluster3, subset: v2 }] }]"],
  ] as const)
    await inFederation(grouped, async (_, read, folder) => {
      const to = consumer === "cluster2" ? "eu" : "us";
      const first = await fedcInside([...exposed, "--to", to, "--methods", "GET"], folder);
      assert.is(first.status, 0, first.stderr);
      const second = await fedcInside(["consume", "details", "--cluster", consumer, ...use.slice(2), "--subset", "v2"], folder);
      assert.is(second.status, 0, second.stderr);
      assert.match(read(), way);
    });
});

editing("subsets of a group in mode workloads: refused before anything is written", () => {
  const grouped = exampleText
    .replace("\ntrust:\n", "\ngroups: { eu: [cluster2, cluster3] }\n\ntrust:\n  pairs: [{ between: [cluster1, eu], mode: workloads }]\n")
    .replace("\ngroups:", `${other("3")}\ngroups:`);
  return inFederation(grouped, async (run, read) => {
    const first = await run("expose", "details", "--cluster", "eu", ...details.slice(4), "--subset", "v2:version=v2");
    assert.is(first.status, 0, first.stderr);
    const exposed = read();
    const { status, stderr } = await run("consume", "details", ...use, "--subset", "v2");
    assert.is(status, 1);
    assert.match(stderr, "a failover of the group `eu`, which in mode workloads does not pass the egress gateway");
    assert.is(read(), exposed);
  });
});

/** Another cluster like cluster2 of the example. */
function other(number: string): string {
  const [block = ""] = /^ {2}cluster2:\n(?: {4}.*\n)+/m.exec(exampleText) ?? [];
  return `\n${block.replaceAll("cluster2", `cluster${number}`).replace("c2.", `c${number}.`).replace(".20]", `.2${number}]`)}`;
}

editing.run();
