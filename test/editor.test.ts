import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { example, root } from "./support/fedc.ts";
import { LanguageServer } from "./support/language-server.ts";

const editor = suite("an editor with yaml-language-server");
const text = readFileSync(example, "utf8");
const server = new LanguageServer();
let files = 0;

/** Opens a text beside the example, whose first line leads to the schema from there. A bar marks where the cursor stands. */
async function opened(marked: string) {
  const offset = marked.indexOf("|?");
  const before = marked.slice(0, Math.max(0, offset)).split("\n");
  const uri = pathToFileURL(join(root, `federation-${++files}.yaml`)).href;
  const diagnostics = await server.open(uri, marked.replace("|?", ""));
  return { diagnostics, at: { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } } };
}

async function completions(marked: string): Promise<readonly { label: string; documentation?: unknown }[]> {
  const { at } = await opened(marked);
  const { items } = (await server.request("textDocument/completion", at)) as { items: { label: string; documentation?: unknown }[] };
  return items;
}

async function hover(marked: string): Promise<string> {
  const { at } = await opened(marked);
  return JSON.stringify(await server.request("textDocument/hover", at));
}

editor.before(() => server.start());
editor.after(() => server.stop());

editor("the example's first line alone is enough: nothing is found in it", async () => {
  assert.match(text, /^# yaml-language-server: \$schema=/);
  assert.equal((await opened(text)).diagnostics, []);
});

editor("errors stand where they are", async () => {
  const wrong = text.replace("protocol: http\n", "protocl: http\n").replace("delivery: commit", "delivery: by-hand");
  const { diagnostics } = await opened(wrong);
  const lineOf = (part: string) => wrong.slice(0, wrong.indexOf(part)).split("\n").length - 1;
  const reported = diagnostics.map(({ message, range }) => `${range.start.line} ${message}`).join("\n");
  assert.match(reported, new RegExp(`^${lineOf("protocl")} .*protocl`, "m"));
  assert.match(reported, new RegExp(`^${lineOf("by-hand")} .*pull-request`, "m"));
  assert.match(reported, /protocol/);
});

editor("keys and values are completed, with what they mean", async () => {
  const keys = await completions(text.replace("        subset: { version: v1 }\n", "        |?\n"));
  const labels = keys.map(({ label }) => label);
  for (const key of ["defaultDeny", "path", "serviceAccounts", "subset"]) assert.ok(labels.includes(key), `${key} of ${labels.join(" ")}`);
  assert.not(labels.includes("allow"), "what stands there already");
  assert.match(
    JSON.stringify(keys.find(({ label }) => label === "defaultDeny")?.documentation),
    "can be reached only by calls that some policy allows",
  );
  const values = await completions(text.replace("protocol: http\n", "protocol: |?\n"));
  assert.equal(values.map(({ label }) => label).sort(), ["grpc", "http", "http2", "tcp"]);
});

editor("what a field means is shown beside it", async () => {
  assert.match(await hover(text.replace("localService: create", "local|?Service: create")), "it does not exist, and fedc creates it");
  assert.match(
    await hover(text.replace("    protocol: http\n", "    prot|?ocol: http\n")),
    "The protocol that callers and the service speak",
  );
  assert.match(await hover(text.replace("service: ratings.bookinfo", "ser|?vice: ratings.bookinfo")), "The local Service, as ");
});

const withDefaults = text.replace(
  "clusters:\n",
  `defaults:
  clusters:
    hostname: "{cluster}.example.com"
    gitops: { repository: "https://github.com/example/{cluster}-gitops", path: federation, delivery: pull-request }
  services: { protocol: http }
clusters:
  bare: { gitops: { delivery: commit } }
`,
);

editor("what a default gives may be left out, and a text may name the cluster", async () => {
  assert.equal((await opened(withDefaults.replace("    protocol: http\n", ""))).diagnostics, []);
  const { diagnostics } = await opened(withDefaults.replace("delivery: pull-request }\n  services", "delivry: x }\n  services"));
  assert.match(diagnostics.map(({ message }) => message).join(), "delivry");
});

editor("the defaults are completed and explained", async () => {
  const keys = await completions(withDefaults.replace('    hostname: "{cluster}.example.com"\n', "    |?\n"));
  const labels = keys.map(({ label }) => label);
  for (const key of ["hostname", "istio", "owner", "trust"]) assert.ok(labels.includes(key), `${key} of ${labels.join(" ")}`);
  assert.not(labels.includes("managed"));
  const values = await completions(withDefaults.replace("services: { protocol: http }", "services:\n    protocol: |?"));
  assert.equal(values.map(({ label }) => label).sort(), ["grpc", "http", "http2", "tcp"]);
  assert.match(await hover(withDefaults.replace('    host|?name: "{'.replace("|?", ""), '    host|?name: "{')), "The default of");
});

editor.run();
