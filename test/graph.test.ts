/** `fedc graph`: the content of the pictures, texts that look like markup, and the time for a large federation. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawn as inFormat } from "../compiler/commands/graph/format.ts";
import { check } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { asDot } from "../compiler/graph/dot.ts";
import { makeGraph } from "../compiler/graph/make-graph.ts";
import { asMermaid } from "../compiler/graph/mermaid.ts";
import { buildNames, compileSample, textOfBuild } from "./support/builds.ts";
import { example, fedc, inFolder, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { largeFederation, sizeM } from "./support/large-federation.ts";
import { sampleTime } from "./support/samples.ts";

const graph = suite("graph");

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly reason?: string;
  readonly shares: readonly { readonly percent: number; readonly when?: string }[];
  readonly choice?: number;
  readonly allows: readonly string[];
}
interface Document {
  readonly ok: boolean;
  readonly error?: { readonly message: string };
  readonly nodes: readonly {
    readonly id: string;
    readonly kind: string;
    readonly cluster: string;
    readonly service: string;
    readonly as?: string;
  }[];
  readonly edges: readonly Edge[];
}

const marked = { SOURCE_DATE_EPOCH: "1795305600" };
const drawn = (...args: string[]) => fedcInside(["graph", ...args], root, marked);
const document = async (...args: string[]): Promise<Document> => JSON.parse((await drawn(...args, "--json")).stdout);
const sample = (name: string) => (name === "example" ? example : join(root, "test/samples/build", name, "federation.yaml"));

graph("nodes and edges of the example: who uses what, under which name, how much of it", async () => {
  const { nodes, edges } = await document(example);
  assert.equal(
    nodes.map(({ id, kind }) => `${kind} ${id}`),
    ["cluster cluster/cluster1", "cluster cluster/cluster2", "service service/0", "service service/1", "name name/0", "name name/1"],
  );
  const [ratings, reviews] = edges;
  assert.equal([ratings?.from, ratings?.to, ratings?.allows, ratings?.state], ["name/0", "service/0", ["GET /ratings/*"], "in force"]);
  assert.equal(reviews?.shares, [{ percent: 100, when: "header end-user is jason" }, { percent: 50 }]);
});

graph("every grant is an edge, and an edge that is not in force has a reason and is dashed", () => {
  for (const name of buildNames()) {
    const { federation } = compileSample(name);
    const made = makeGraph(federation);
    const { calls } = made;
    for (const { allow, consumer, exposure, inactive, pending } of federation.grants) {
      const own = calls.filter(
        ({ from, to }) =>
          from.cluster === consumer.name && to.cluster === exposure.cluster.name && to.service === allow.exposure.service.name,
      );
      assert.ok(own.length > 0, `${name}: ${consumer.name} to ${exposure.cluster.name}`);
      if (inactive === undefined && !pending) assert.ok(own.some(({ state }) => state === "in force"));
      else assert.ok(own.every(({ state, reason }) => state !== "in force" && reason !== undefined));
    }
    const waiting = calls.filter(({ state }) => state !== "in force").length;
    assert.is(asMermaid(made).match(/ -\.-> ?/g)?.length ?? 0, waiting);
    assert.is(asDot(made).match(/->.*style=dashed/g)?.length ?? 0, waiting);
  }
});

graph("a failover order is shown by numbers", () => {
  const choices = makeGraph(compileSample("mosaic").federation).calls.flatMap(({ choice }) => choice ?? []);
  assert.equal(choices.toSorted(), [1, 2]);
});

graph("a part can be chosen, and an unknown name is refused", async () => {
  const part = await document(sample("mosaic"), "--cluster", "west", "--service", "stock");
  assert.ok(part.edges.length > 0);
  assert.equal([...new Set(part.nodes.filter(({ kind }) => kind !== "cluster").map(({ service }) => service))], ["stock"]);
  assert.ok(part.edges.length < (await document(sample("mosaic"))).edges.length);
  assert.match((await drawn(example, "--cluster", "cluster3")).stderr, /no cluster `cluster3`[\s\S]*did you mean/);
  assert.match((await drawn(example, "--service", "review")).stderr, /no service `review`[\s\S]*did you mean `reviews`/);
  assert.match((await drawn(example, "--format", "sgv")).stderr, /no format `sgv`[\s\S]*did you mean `svg`/);
});

graph("the same input gives the same bytes, in every format", async () => {
  for (const format of ["mermaid", "dot", "svg", "html"]) {
    const [first, second] = [await drawn(sample("mosaic"), "--format", format), await drawn(sample("mosaic"), "--format", format)];
    assert.is(first.status, 0);
    assert.is(first.stdout, second.stdout);
    assert.match(first.stdout, "made by fedc graph");
    assert.match(first.stdout, /\n$/);
  }
});

graph("--out is written as a whole, in the format of its ending, and replaces only a picture", async () => {
  await inFolder(async (folder) => {
    const run = (...args: string[]) => fedcInside(["graph", example, ...args], folder, marked);
    const beginnings = { "a.html": "<!doctype html>", "a.svg": "<?xml", "a.dot": "// made", "a.gv": "// made", "a.mmd": "%% made" };
    for (const [name, beginning] of Object.entries(beginnings)) {
      for (const _ of ["first", "again"]) assert.is((await run("--out", name)).stdout, `${name}: 2 clusters, 2 exposed services, 2 uses\n`);
      assert.is(readFileSync(join(folder, name), "utf8").slice(0, beginning.length), beginning);
    }
    assert.match((await run("--out", "a.html", "--format", "dot")).stdout, "a.html");
    assert.match(readFileSync(join(folder, "a.html"), "utf8"), /^\/\/ made/);
    writeFileSync(join(folder, "federation.yaml"), "mine\n");
    const refused = await run("--out", "federation.yaml");
    assert.is(refused.status, 1);
    assert.match(refused.stderr, /was not made by fedc graph, so it was left alone/);
    assert.match((await run("--out", "/dev/null")).stderr, "left alone");
    assert.match((await run("--out", "a.png")).stderr, /no format `png`[\s\S]*`--format` takes mermaid, dot, svg or html/);
    assert.match((await run("--out", "none/a.html")).stderr, /cannot write `none\/a\.html`: the folder does not exist/);
    assert.equal(readdirSync(folder).sort(), [...Object.keys(beginnings), "federation.yaml"].sort());
    assert.is(readFileSync(join(folder, "federation.yaml"), "utf8"), "mine\n");
  });
});

const hostile = `</script><!--<script>alert(1)</script>"'&#60;<img src=x onerror=alert(1)>]]>`;
const hostileText = textOfBuild("mosaic")
  .replaceAll(/^( {4})(protocol: .*)$/gm, `$1$2\n$1description: ${JSON.stringify(hostile)}\n$1owner: ${JSON.stringify(hostile)}`)
  .replaceAll(/^( {4})(hostname: .*)$/gm, `$1$2\n$1owner: ${JSON.stringify(hostile)}`);

graph("texts of users are never markup, in any format", () => {
  const drawnHostile = (format: string) =>
    fedc(["graph", "-", "--format", format], { cwd: join(root, "test/samples/build/mosaic"), input: hostileText, env: marked }).stdout;
  const page = drawnHostile("html");
  assert.is(page.match(/<script\b/g)?.length, 2);
  assert.is(page.match(/<\/script>/g)?.length, 2);
  assert.not.match(page, "<img");
  const data = /<script type="application\/json" id="graph">(.*)<\/script>/.exec(page)?.[1] ?? "";
  assert.not.match(data, /[<>&]/);
  const { clusters, services } = JSON.parse(data) as Record<"clusters" | "services", readonly { owner?: string; description?: string }[]>;
  assert.ok(clusters.every(({ owner }) => owner === hostile) && services.every(({ description }) => description === hostile));
  const svg = drawnHostile("svg");
  const tags = new Set([...svg.matchAll(/<\/?([a-z]+)/gi)].map(([, tag]) => tag));
  assert.equal([...tags].sort(), ["g", "path", "rect", "style", "svg", "text", "title"]);
  assert.match(svg, "&lt;img src=x onerror=alert(1)&gt;");
  assert.not.match(svg, /&(?!(amp|lt|gt|quot|#39);)/);
  const mermaid = drawnHostile("mermaid");
  assert.match(mermaid, "#60;img");
  assert.not.match(mermaid.replaceAll("<br/>", ""), /<|`/);
  for (const line of mermaid.split("\n")) assert.ok([0, 2].includes(line.match(/"/g)?.length ?? 0), line);
  const dot = drawnHostile("dot");
  assert.match(dot, "<img");
  for (const line of dot.split("\n")) assert.is((line.replace(/\\./g, "").match(/"/g)?.length ?? 0) % 2, 0, line);
});

graph("5,000 uses are drawn in every format within seconds, in a readable form", async () => {
  const { federation } = check(new Source("federation.yaml", largeFederation(sizeM)), {
    readFile: () => ({ problem: "none" }),
    now: sampleTime,
  });
  assert.ok(federation);
  const started = process.cpuUsage();
  const large = makeGraph(federation);
  const [mermaid, dot, svg, html] = await Promise.all([
    inFormat(large, "mermaid"),
    inFormat(large, "dot"),
    inFormat(large, "svg"),
    inFormat(large, "html"),
  ]);
  const spent = process.cpuUsage(started);
  assert.ok((spent.user + spent.system) / 1000 < 5000, `${(spent.user + spent.system) / 1000} ms`);
  assert.is(mermaid.text.match(/ -->/g)?.length, 5000);
  assert.match(mermaid.warnings[0]?.message ?? "", "5,000 arrows, of which most viewers of Mermaid draw 500");
  assert.is(dot.text.match(/ -> /g)?.length, 5000);
  assert.match(svg.warnings[0]?.message ?? "", "shows only a matrix of clusters, since 5,000 uses would be unreadable");
  assert.ok(svg.text.length < 1_000_000, `${svg.text.length} characters`);
  assert.ok(html.text.length < 2_500_000, `${html.text.length} characters`);
  assert.equal(html.warnings, []);
});

graph.run();
