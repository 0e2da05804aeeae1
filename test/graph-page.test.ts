/** The page of `fedc graph`: it is closed to the outside, and in a browser it draws itself and follows links. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { makeGraph } from "../compiler/graph/make-graph.ts";
import { asPage } from "../compiler/graph/page.ts";
import { pairsOf } from "../compiler/graph/pairs.ts";
import { compileSample } from "./support/builds.ts";
import { example, inFolder, root } from "./support/fedc.ts";
import { graphOfUses } from "./support/graph-of-uses.ts";
import { fedcInside } from "./support/inside.ts";

const page = suite("the page of the graph");

const drawn = (file: string) => fedcInside(["graph", file, "--format", "html"], root, { SOURCE_DATE_EPOCH: "1795305600" });
const mosaic = join(root, "test/samples/build/mosaic/federation.yaml");

page("the page runs its own script and style alone, and can reach nothing", async () => {
  const html = (await drawn(mosaic)).stdout;
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? "";
  const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? [];
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  assert.equal(policy.split("; "), [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  assert.not.match(
    script,
    /\b(eval|fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|innerHTML|outerHTML|insertAdjacentHTML|Function)\b/,
  );
  assert.not.match(script, /\bdocument\.write|\bimport\(|\bimportScripts/);
  assert.not.match(html.replace("http://www.w3.org/2000/svg", ""), /\w:\/\//);
  assert.not.match(html, /\s(src|srcset|action|on\w+)=/);
  assert.equal(html.match(/\bhref="[^"]*"/g), ['href="data:,"']);
});

page("whatever the page's script looks for is in the page, once", async () => {
  const html = (await drawn(example)).stdout;
  const ids = [...html.slice(0, html.lastIndexOf("<script>")).matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id ?? "");
  assert.is(new Set(ids).size, ids.length);
  const sources = readdirSync(join(root, "compiler/graph/page")).map((name) =>
    readFileSync(join(root, "compiler/graph/page", name), "utf8"),
  );
  const wanted = [...sources.join("\n").matchAll(/\bbyId\("([^"]+)"/g)].map(([, id]) => id ?? "");
  assert.ok(wanted.length > 10);
  assert.equal(
    wanted.filter((id) => !ids.includes(id)),
    [],
  );
  for (const [, id] of html.matchAll(/\b(?:aria-labelledby|aria-describedby|for)="([^"]+)"/g)) assert.ok(ids.includes(id ?? ""), id);
});

const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
if (!browser) console.log("the page was not opened in a browser: there is no Chromium here");

page("in a browser, the page fills itself and has nothing to say on the console", async () => {
  const made = makeGraph(compileSample("mosaic").federation);
  opened((await drawn(mosaic)).stdout, "", (dom) => {
    const exposed = new Set(made.services.map(({ service }) => service)).size;
    assert.match(dom, `>${made.calls.length} uses (1 not in force), ${exposed} exposed services, 4 clusters</p>`);
    assert.is(dom.match(/<th scope="row"/g)?.length, made.calls.length + pairsOf(made.calls).length);
    assert.is(dom.match(/<g class="arrow [a-z]/g)?.length, made.calls.length);
  });
});

page("in a browser, many uses open as clusters, and a link unfolds the cluster of its target and selects the target", () => {
  const made = graphOfUses(246);
  const html = asPage(made);
  opened(html, "", (dom) => assert.not.match(dom, '<rect class="use"'));
  const [call] = made.calls;
  assert.ok(call);
  const { from, to } = call;
  opened(html, `#use/${[to.cluster, from.service, from.cluster, from.as ?? ""].map(encodeURIComponent).join("/")}`, (dom) => {
    const own = made.names.filter(({ cluster }) => cluster === from.cluster).length;
    assert.is(dom.match(/<rect class="use"/g)?.length, own);
    assert.match(dom, `<h3>${from.cluster} uses ${to.service} of ${to.cluster}</h3>`);
    assert.is(dom.match(/<g class="arrow [^"]* it\b/g)?.length, 1);
  });
});

function opened(html: string, fragment: string, look: (dom: string) => void): void {
  if (!browser) return;
  inFolder((folder) => {
    writeFileSync(join(folder, "page.html"), html);
    const quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
    const { stdout, stderr } = spawnSync(
      browser,
      [
        "--headless",
        ...quiet,
        `--user-data-dir=${join(folder, "profile")}`,
        "--enable-logging=stderr",
        "--dump-dom",
        `file://${join(folder, "page.html")}${fragment}`,
      ],
      { encoding: "utf8", timeout: 120_000, maxBuffer: 2 ** 26 },
    );
    assert.not.match(stderr, "CONSOLE");
    look(stdout);
  });
}

page.run();
