import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse, parseAllDocuments, stringify } from "yaml";
import { compile } from "../compiler/compile.ts";
import { explanations } from "../compiler/explanations.ts";
import type { Severity } from "../compiler/findings/finding.ts";
import { plain } from "../compiler/findings/formats/paint.ts";
import { findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { root } from "./support/fedc.ts";
import { fieldNames, fieldTable, type Schema } from "./support/field-table.ts";
import { anchorOf, fences, headingsOf, linksOf, withList } from "./support/markdown.ts";
import { Openssl } from "./support/openssl.ts";

type Fields = Record<string, unknown>;

const documentation = suite("documentation");
const documents = ["README.md", "compiler/README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"];
const readme = text("README.md");
const schema: Schema = JSON.parse(text("schemas/federation.schema.json"));

const examples = fences(readme, "yaml");
const federations = examples.filter((example) => (parse(example) as Fields).kind === "Federation");
const fragments = examples.filter((example) => (parse(example) as Fields).apiVersion === undefined);
const objects = examples.filter((example) => !federations.includes(example) && !fragments.includes(example));

documentation("the README's lists of fields and findings are those of the schema and the code", () => {
  const updated = withList(withList(readme, "fields", fieldTable(schema)), "findings", findingTable());
  if (process.env.UPDATE === "1") writeFileSync(join(root, "README.md"), updated);
  else assert.fixture(readme, updated);
});

documentation("every field that a user can write stands in the README's examples or its list", () => {
  const named = new Set(readme.match(/[A-Za-z]+/g));
  const names = fieldNames(schema);
  assert.ok(names.length > 80);
  assert.equal(
    names.filter((name) => !named.has(name)),
    [],
  );
});

documentation("there is one whole federation in the README, and nothing is found in it", () => {
  assert.is(federations.length, 1);
  assert.is(told(federations[0] ?? ""), "");
});

for (const fragment of fragments) {
  const before = readme.slice(0, readme.indexOf(fragment));
  documentation(`an example of the README compiles, with no warning that is not spoken of: ${headingsOf(before).at(-1)}`, () => {
    const found = told(stringify(withFragment(parse(fragment) as Fields), { aliasDuplicateObjects: false }), ["error", "warning"]);
    const spokenOf = before.slice(before.lastIndexOf("\n### ")).match(/FED\d{3}/g) ?? [];
    const codes = [...found.matchAll(/^(?:error|warning)\[(\w+)\]/gm)].map(([, code]) => code);
    assert.equal(codes, spokenOf, found);
  });
}

documentation("an example that is wrong is found to be", () => {
  const wrong = (federations[0] ?? "").replace("callers: [default/web]", "caller: [default/web]");
  assert.match(mistakes(wrong), /^error\[FED/);
});

documentation("all other YAML in the README is whole objects", () => {
  assert.is(objects.length, 3);
  for (const object of objects)
    for (const document of parseAllDocuments(object)) {
      assert.equal(document.errors, []);
      const { apiVersion, kind } = document.toJS() as Fields;
      assert.match(`${apiVersion} ${kind}`, /^[a-z0-9.]+\/v1(alpha1|beta1)? [A-Z]\w+$/);
    }
});

documentation("the finding that the README shows is what fedc says", () => {
  const shown = fences(readme, "console").find((block) => block.includes("FED")) ?? "";
  const wrong = (federations[0] ?? "").replace(/ {4}consume:[\s\S]*$/, "");
  assert.is(shown, mistakes(wrong));
});

documentation("every relative link leads somewhere, to a heading too", () => {
  const broken = documents.flatMap((document) =>
    linksOf(text(document))
      .filter((link) => !leads(document, link))
      .map((link) => `${document} -> ${link}`),
  );
  assert.equal(broken, []);
  assert.ok(linksOf(readme).length > 10);
});

documentation("the architecture page has every folder, and no file that does not exist", () => {
  const page = text("compiler/README.md");
  const folders = readdirSync(join(root, "compiler"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) assert.match(page, `| \`${name}/\` |`);
  const paths = [...page.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w.-]+\.(?:ts|json))`/g)].map(([, path]) => path ?? "");
  assert.ok(paths.length > 30);
  const made = /^(dist|generated|out)\//;
  const isThere = (path: string) => existsSync(join(root, "compiler", path)) || existsSync(join(root, path));
  assert.equal(
    paths.filter((path) => !made.test(path) && !isThere(path)),
    [],
  );
});

documentation("the commands and scripts that documents speak of exist", async () => {
  const { scripts } = JSON.parse(text("package.json")) as { scripts: Fields };
  const { commands } = await import("../compiler/cli/commands.ts");
  const prose = documents.map(text).join("\n");
  const run = [...prose.matchAll(/\bnpm run (?:-s )?([a-z]+)/g)].map(([, script]) => script ?? "");
  assert.ok(run.includes("example"));
  assert.equal(
    run.filter((script) => !Object.hasOwn(scripts, script)),
    [],
  );
  const section = readme.slice(readme.indexOf("\n## Commands"), readme.indexOf("\n## Troubleshooting"));
  for (const { name, options } of commands)
    for (const word of [`\`fedc ${name}`, ...Object.keys(options).map((option) => `--${option}`)]) {
      assert.ok((word === "--max-bytes" ? readme : section).includes(word), word);
    }
});

/** What is wrong with a federation, as fedc says it; empty where nothing is. */
function mistakes(federation: string): string {
  return told(federation, ["error"]);
}

function told(federation: string, severities: readonly Severity[] = ["error", "warning", "note"]): string {
  const { findings } = compile(new Source("federation.yaml", federation), {
    readFile: (path) => ({ text: rootAt(path) }),
    now: new Date(),
  });
  return findingsAsText(
    findings.sorted().filter(({ severity }) => severities.includes(severity)),
    plain,
  );
}

/** The README's federation with an example in it, as the README says: services as a whole, of clusters the fields that it names. */
function withFragment(fragment: Fields): Fields {
  const base = parse(federations[0] ?? "") as { clusters: Fields };
  const like = (cluster: string, name: string, ...gateways: readonly Fields[]) => ({
    ...(base.clusters[cluster] as Fields),
    hostname: `${name}.example.com`,
    gateways: Object.assign({}, ...gateways),
    gitops: { repository: `https://github.com/example/${name}-gitops`, path: "federation", delivery: "directory" },
  });
  const clusters = {
    ...base.clusters,
    depot: like("warehouse", "depot", { ingress: { addresses: ["192.0.2.30"] } }),
    "outlet-1": like("shop", "outlet-1", { egress: {} }),
    "outlet-2": like("shop", "outlet-2", { egress: {} }),
  };
  const { services = {}, ...others } = fragment;
  const whole: Fields = merged({ ...base, clusters }, others, 2);
  return { ...whole, services: { ...(whole.services as Fields), ...(services as Fields) } };
}

/** Maps are merged so many levels down, and below that replaced. */
function merged(base: Fields, added: Fields, levels: number): Fields {
  const isMap = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
  const put = (key: string, value: unknown) => {
    const before = base[key];
    return levels > 0 && isMap(value) && isMap(before) ? merged(before, value, levels - 1) : value;
  };
  return { ...base, ...Object.fromEntries(Object.entries(added).map(([key, value]) => [key, put(key, value)])) };
}

const openssl = new Openssl();
const roots = new Map<string, string>();

/** A root certificate for every file that an example names. */
function rootAt(path: string): string {
  const pem = roots.get(path) ?? openssl.root({ days: 3650, subject: `/CN=${path.replaceAll("/", " ")}` }).pem;
  roots.set(path, pem);
  return pem;
}

function findingTable(): string {
  const rows = explanations.map(({ code, severity, title }) => `| ${code} | ${severity} | ${title} |`);
  return `| code | severity | what |\n|---|---|---|\n${rows.join("\n")}`;
}

function leads(document: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(join(root, target))) return false;
  return heading === undefined || headingsOf(text(target)).map(anchorOf).includes(heading);
}

function text(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

documentation.after(() => openssl.remove());

documentation.run();
