import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const architecture = suite("architecture");
const root = fileURLToPath(new URL("..", import.meta.url));
const compilerFiles = typescriptFiles("compiler");
const testFiles = typescriptFiles("test");

/** Folders and files at the top of compiler/, lowest first. Each imports itself and what is lower. */
const layers = [
  "findings",
  "certificates",
  "regular-expressions",
  "istio-versions",
  "1-load",
  "istio",
  "2-resolve",
  "inventory",
  "3-check",
  "4-plan",
  "5-verify",
  "6-render",
  "7-write",
  "access",
  "waves",
  "rotation",
  "change-report",
  "graph",
  "publish",
  "compile.ts",
  "explanations.ts",
  "inputs",
  "edit",
  "import",
  "commands",
  "cli",
  "action",
];
/** They import no phase and not each other, but the problem of a certificate is told as a finding. */
const leaves = ["findings", "certificates", "regular-expressions", "istio-versions"];
/** The model of Istio knows no federation: of the phases it imports the words of the language, labels, and the reader of YAML. */
const importedByIstio =
  /^compiler\/(istio\/|istio-versions\/|certificates\/|findings\/|regular-expressions\/|1-load\/(federation-file|labels-text|yaml\/manifest-data|yaml\/read-manifests)\.ts$)/;
/** The second model is worth something only if it shares nothing with the planners. */
const importedByVerify = /^compiler\/(5-verify|istio|istio-versions|1-load|2-resolve|certificates|findings|regular-expressions)\//;

/** Where each library may be imported. */
const doors: Readonly<Record<string, RegExp>> = {
  yaml: /^compiler\/(1-load\/yaml|edit|bundle)\//,
  ajv: /^compiler\/(1-load\/validate-federation\.ts|bundle\/)/,
  "node-forge": /^compiler\/certificates\//,
  handlebars: /^compiler\/(6-render|bundle)\//,
  re2js: /^compiler\/regular-expressions\//,
  "simple-git": /^compiler\/publish\/git\/git-process\.ts$/,
  "@octokit/rest": /^compiler\/publish\/forges\/github\//,
  undici: /^compiler\/publish\/forges\/proxied-fetch\.ts$/,
  esbuild: /^compiler\/(graph\/page-assets\.ts|bundle\/)/,
};

/** Reading a file of the package is no input. */
const assetReaders = [
  "compiler/regular-expressions/load-re2.ts",
  "compiler/1-load/schema-document.ts",
  "compiler/1-load/validate-federation.ts",
  "compiler/6-render/templates.ts",
  "compiler/graph/page-assets.ts",
];
/** The folders that may use clock, environment, disk, network and other programs. `test/graph.test.ts` says what the page may not do. */
const impure = /^compiler\/(7-write|publish|inputs|commands|cli|action|bundle|graph\/page)\//;

architecture("imports go to lower layers only", () => {
  const wrong = compilerFiles.flatMap((file) =>
    importsOf(file)
      .filter((imported) => imported.startsWith("compiler/") && !mayImport(file, imported))
      .map((imported) => `${file} -> ${imported}`),
  );
  assert.equal(wrong, []);
});

architecture("every folder of the compiler has its place in the order", () => {
  const known = [...layers, "bundle", "README.md", "ARCHITECTURE.md"];
  assert.equal(
    readdirSync(`${root}compiler`).filter((name) => !known.includes(name)),
    [],
  );
});

architecture("the numbers of the folders are the order of compile.ts", () => {
  const body = code("compiler/compile.ts").replace(/^import .*$/gm, "");
  assert.match(body, /\bload\([\s\S]*\bresolve\([\s\S]*\brunRules\(/);
  assert.match(body, /\bClusterPlans\([\s\S]*\bverify\([\s\S]*\bRenderedOverlays\(/);
});

architecture("no file imports itself by way of others, not even a type", () => {
  assert.equal(circles(), []);
});

architecture("each library has one door", () => {
  const wrong = compilerFiles.flatMap((file) =>
    importsOf(file, code(file).replace(/\bimport type [^;]*;/g, ""))
      .filter((imported) => !imported.startsWith("compiler/") && !imported.startsWith("node:"))
      .filter((imported) => !doors[packageOf(imported)]?.test(file))
      .map((imported) => `${file} -> ${imported}`),
  );
  assert.equal(wrong, []);
});

architecture("what reads files of the package lies two folders deep, as dist/cli does, into which it is bundled", () => {
  assert.equal(
    compilerFiles.filter((file) => /new URL\("(\.\.\/){3}|new URL\("\.\.\/\w/.test(code(file))),
    [],
  );
});

architecture("clock, environment, disk, network and other programs are out of reach of the core", () => {
  const wrong = compilerFiles
    .filter((file) => !impure.test(file))
    .flatMap((file) => {
      const asset = assetReaders.includes(file);
      const modules = importsOf(file).filter((imported) => imported.startsWith("node:") && !allowedInCore(imported, asset));
      const globals = code(file).match(
        /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bprocess\.(?!exitCode)\w+|\bfetch\(|\bMath\.random\b|\bperformance\.now\b|localeCompare/g,
      );
      const writes = asset ? (code(file).match(/\b(write|append|rm|mkdir|rename|unlink)\w*Sync\b/g) ?? []) : [];
      return [...modules, ...(globals ?? []), ...writes].map((what) => `${file}: ${what}`);
    });
  assert.equal(wrong, []);
});

architecture("two files alone handle private keys: one makes those of a trial, one signs as a GitHub App", () => {
  const handling = compilerFiles.filter((file) => /\b(generateKey\w*|createPrivateKey|createSign|pkcs8)\b/.test(code(file)));
  assert.equal(handling, ["compiler/commands/trust-dev/throw-away-authority.ts", "compiler/publish/forges/github/app-key.ts"]);
});

architecture("no exported name is declared twice, except for Istio's objects as they are planned and as they are read", () => {
  const files = new Map<string, string[]>();
  for (const file of compilerFiles.filter((one) => !one.startsWith("compiler/bundle/")))
    for (const name of new Set(exportedNames(file))) files.set(name, [...(files.get(name) ?? []), file]);
  const twice = [...files].filter(
    ([, all]) => all.length > 1 && !(all.length === 2 && all[0] && all[1] && isPlannedAndRead(all[0], all[1])),
  );
  assert.equal(
    twice.map(([name, all]) => `${name}: ${all.join(", ")}`),
    [],
  );
});

architecture("no file is longer than 250 lines", () => {
  const long = [...compilerFiles, ...testFiles].filter((file) => text(file).trimEnd().split("\n").length > 250);
  assert.equal(long, []);
});

architecture("every test file runs, whole", () => {
  const tests = testFiles.filter((file) => file.endsWith(".test.ts"));
  assert.ok(tests.length > 0);
  assert.equal(
    tests.filter((file) => !/\.run\(\);\s*$/.test(text(file))),
    [],
  );
  assert.equal(
    tests.filter((file) => /^\s*\w+\.(only|skip)\(/m.test(text(file))),
    [],
  );
});

function typescriptFiles(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort();
}

function text(file: string): string {
  return readFileSync(`${root}${file}`, "utf8");
}

/** Without comments, which may speak of what they forbid. */
function code(file: string): string {
  return text(file)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "");
}

/** Everything that a file imports, statically or not: paths from the root, or names of modules. */
function importsOf(file: string, source: string = code(file)): string[] {
  const found = source.matchAll(/(?:^|[\s;])(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*"([^"]+)"|\bimport\("([^"]+)"\)/g);
  return [...found]
    .map((match) => match[1] ?? match[2] ?? "")
    .map((name) => (name.startsWith(".") ? relative(root, join(root, dirname(file), name)).replaceAll("\\", "/") : name));
}

function exportedNames(file: string): string[] {
  const declared = /^export (?:async )?(?:abstract )?(?:function\*?|const|interface|type|class) (\w+)/gm;
  return [...code(file).matchAll(declared)].map((match) => match[1] ?? "");
}

function isPlannedAndRead(planned: string, read: string): boolean {
  return /^compiler\/4-plan\/(pod-)?objects\.ts$/.test(planned) && read.startsWith("compiler/istio/objects/");
}

/** One circle for each file at which a walk along the imports comes back. */
function circles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, way: readonly string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(" -> "));
    if (way.includes(file) || done.has(file)) return;
    for (const imported of importsOf(file)) if (compilerFiles.includes(imported)) walk(imported, [...way, file]);
    done.add(file);
  };
  for (const file of compilerFiles) walk(file, []);
  return found;
}

function layerOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function mayImport(file: string, imported: string): boolean {
  const [from, to] = [layerOf(file), layerOf(imported)];
  if (from === to) return true;
  if (from === "bundle") return ["findings", "1-load", "6-render", "graph"].includes(to);
  if (from === "certificates") return to === "findings";
  if (from === "istio") return importedByIstio.test(imported);
  if (from === "5-verify") return importedByVerify.test(imported);
  return !leaves.includes(from) && layers.includes(to) && layers.indexOf(to) < layers.indexOf(from);
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

function allowedInCore(imported: string, asset: boolean): boolean {
  return (
    ["node:buffer", "node:crypto", "node:net", "node:util"].includes(imported) ||
    (asset && ["node:fs", "node:url", "node:path", "node:module"].includes(imported))
  );
}

architecture.run();
