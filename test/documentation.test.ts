import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../compiler/cli/commands.ts";
import { commonOptions } from "../compiler/cli/options.ts";
import { explanations } from "../compiler/explanations.ts";
import { type IstioConstruct, istioConstructs } from "../compiler/istio-versions/istio-constructs.ts";
import { documents, type Fields, pages, text } from "./support/documents.ts";
import { root } from "./support/fedc.ts";
import { fieldNames, fieldTable, type Schema } from "./support/field-table.ts";
import { anchorOf, commandLinesIn, headingsOf, linksOf, withList } from "./support/markdown.ts";

const documentation = suite("documentation");
const schema: Schema = JSON.parse(text("schemas/federation.schema.json"));

const lists: readonly { readonly document: string; readonly name: string; readonly list: string }[] = [
  { document: "README.md", name: "commands", list: commandTable() },
  { document: ".github/docs/fields.md", name: "fields", list: fieldTable(schema) },
  { document: ".github/docs/findings.md", name: "findings", list: findingTable() },
  { document: ".github/docs/istio-versions.md", name: "constructs", list: constructTable() },
];
for (const { document, name, list } of lists)
  documentation(`the list of ${name} in ${document} is that of the code`, () => {
    const updated = withList(text(document), name, list);
    if (process.env.UPDATE === "1") writeFileSync(join(root, document), updated);
    else assert.fixture(text(document), updated);
  });

documentation("every field that a user can write stands in the examples or the list", () => {
  const named = new Set(
    text(".github/docs/language.md")
      .concat(text(".github/docs/fields.md"))
      .match(/[A-Za-z]+/g),
  );
  const names = fieldNames(schema);
  assert.ok(names.length > 80);
  assert.equal(
    names.filter((name) => !named.has(name)),
    [],
  );
});

documentation("every relative link leads somewhere, to a heading too", () => {
  const broken = documents.flatMap((document) =>
    linksOf(text(document))
      .filter((link) => !leads(document, link))
      .map((link) => `${document} -> ${link}`),
  );
  assert.equal(broken, []);
  assert.ok(linksOf(text("README.md")).length > 10);
});

documentation("the index leads to every page, and every page has a title of its own", () => {
  const index = linksOf(text(".github/docs/README.md")).map((link) => `.github/docs/${link}`);
  assert.equal(
    pages.filter((page) => page !== ".github/docs/README.md" && !index.includes(page)),
    [],
  );
  const titles = pages.map((page) => /^# (.+)\n/.exec(text(page))?.[1]);
  assert.not.ok(titles.includes(undefined));
  assert.is(new Set(titles).size, pages.length);
});

documentation("the README is what a new user reads, and no more", () => {
  assert.ok(Buffer.byteLength(text("README.md")) < 14_336);
});

documentation("the architecture page has every folder, and no file that does not exist", () => {
  const page = text("compiler/README.md");
  const folders = readdirSync(join(root, "compiler"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) assert.match(page, `| \`${name}/\` |`);
  const paths = [...page.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w.-]+\.(?:ts|json))`/g)].map(([, path]) => path ?? "");
  assert.ok(paths.length > 30);
  const made = /^(dist|generated|out)\/|^inventory\.json$/;
  const isThere = (path: string) => existsSync(join(root, "compiler", path)) || existsSync(join(root, path));
  assert.equal(
    paths.filter((path) => !made.test(path) && !isThere(path)),
    [],
  );
});

documentation("the scripts that documents speak of exist", () => {
  const { scripts } = JSON.parse(text("package.json")) as { scripts: Fields };
  const run = [...prose().matchAll(/\bnpm run (?:-s )?([a-z]+)/g)].map(([, script]) => script ?? "");
  assert.ok(run.includes("example"));
  assert.equal(
    run.filter((script) => !Object.hasOwn(scripts, script)),
    [],
  );
});

documentation("the codes that documents speak of exist", () => {
  const known = new Set(explanations.map(({ code }) => code));
  const named = documents.flatMap((document) => [...text(document).matchAll(/\bFED\d{3}\b/g)].map(([code]) => code));
  assert.ok(named.length > known.size);
  assert.equal(
    named.filter((code) => !known.has(code)),
    [],
  );
});

documentation("the commands and options that documents speak of exist", () => {
  const lines = documents.flatMap((document) => commandLinesIn(text(document)).map((line) => `${document}: ${line}`));
  assert.ok(lines.length > 50);
  assert.equal(
    lines.filter((line) => !isCommand(line.slice(line.indexOf(": ") + 2))),
    [],
  );
});

documentation("the page about commands has every command and option", () => {
  const page = text(".github/docs/commands.md");
  for (const { name, options } of commands)
    for (const word of [`\`fedc ${name}`, ...Object.keys(options).map((option) => `--${option}`)]) assert.match(page, word);
});

/** Whether there is such a command, with such options. */
function isCommand(line: string): boolean {
  const words = line.split(/\s+/).slice(1);
  if (/^(help|--help|--version|COMMAND)$/.test(words[0] ?? "")) return true;
  const command = commands.find(({ name }) => name === words[0] || name === `${words[0]} ${words[1]}`);
  const isGroup = commands.some(({ name }) => name.startsWith(`${words[0]} `)) && (words[1] ?? "…") === "…";
  if (!command) return isGroup;
  const known = Object.keys({ ...command.options, ...commonOptions });
  return [...line.matchAll(/(?<=\s)--([a-z-]+)/g)].every(([, option]) => known.includes(option ?? ""));
}

function commandTable(): string {
  const rows = commands.map(({ name, summary }) => `| \`fedc ${name}\` | ${summary} |`);
  return `| | |\n|---|---|\n${rows.join("\n")}`;
}

function findingTable(): string {
  const rows = explanations.map(({ code, severity, title }) => `| ${code} | ${severity} | ${title} |`);
  return `| code | severity | what |\n|---|---|---|\n${rows.join("\n")}`;
}

function constructTable(): string {
  const written = (field: string) => (field.includes("`") ? field : `\`${field}\``);
  const rows = Object.values<IstioConstruct>(istioConstructs).map(
    ({ what, fields, since, source }) => `| ${since} | ${what} | ${fields.map(written).join(", ")} | ${source} |`,
  );
  return `| since | what | fields and settings | source |\n|---|---|---|---|\n${rows.join("\n")}`;
}

function leads(document: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(join(root, target))) return false;
  return heading === undefined || headingsOf(text(target)).map(anchorOf).includes(heading);
}

function prose(): string {
  return documents.map(text).join("\n");
}

documentation.run();
