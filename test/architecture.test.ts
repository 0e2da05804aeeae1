import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const architecture = suite("architecture");
const root = fileURLToPath(new URL("..", import.meta.url));
const compilerFiles = typescriptFiles("compiler");
const testFiles = typescriptFiles("test");

/** Folders and files at the top of compiler/, lowest first; each may import itself and what is lower. */
const layers = [
  "findings",
  "certificates",
  "regular-expressions",
  "1-load",
  "2-resolve",
  "3-check",
  "4-plan",
  "5-render",
  "6-verify",
  "7-write",
  "8-rotation",
  "8-graph",
  "9-publish",
  "compile.ts",
  "explanations.ts",
  "cli",
  "action",
];
/** They import no phase, and not each other, except that a certificate's problem is told as a finding. */
const leaves = ["findings", "certificates", "regular-expressions"];

/** Where each library may be imported. */
const doors: Readonly<Record<string, RegExp>> = {
  yaml: /^compiler\/1-load\//,
  ajv: /^compiler\/(1-load\/validate-federation\.ts|bundle\/)/,
  "node-forge": /^compiler\/certificates\//,
  handlebars: /^compiler\/(5-render|bundle)\//,
  re2js: /^compiler\/regular-expressions\//,
  "simple-git": /^compiler\/(cli\/git-revision\.ts|9-publish\/git\/)/,
  "@octokit/rest": /^compiler\/9-publish\/github\//,
  undici: /^compiler\/9-publish\/github\/proxied-fetch\.ts$/,
  esbuild: /^compiler\/(8-graph\/page-assets\.ts|bundle\/)/,
};

/** Reading what is in the package is no input. */
const assetReaders = [
  "compiler/regular-expressions/load-re2.ts",
  "compiler/1-load/schema-document.ts",
  "compiler/1-load/validate-federation.ts",
  "compiler/5-render/templates.ts",
  "compiler/8-graph/page-assets.ts",
];
/** The page's script runs in a browser; what it may not do there, `test/graph.test.ts` says. */
const impure = /^compiler\/(cli|action|7-write|9-publish|bundle|8-graph\/page)\//;

architecture("imports go to lower phases only", () => {
  const wrong = compilerFiles.flatMap((file) =>
    importsOf(file)
      .filter((imported) => imported.startsWith("compiler/") && !mayImport(layerOf(file), layerOf(imported)))
      .map((imported) => `${file} -> ${imported}`),
  );
  assert.equal(wrong, []);
});

architecture("every folder of the compiler has its place in the order", () => {
  const known = [...layers, "bundle", "README.md"];
  assert.equal(
    readdirSync(`${root}compiler`).filter((name) => !known.includes(name)),
    [],
  );
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
  assert.equal(handling, ["compiler/9-publish/github/app-key.ts", "compiler/cli/throw-away-authority.ts"]);
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

/** What a file imports, statically or not: paths from the root, or names of modules. */
function importsOf(file: string, source: string = code(file)): string[] {
  const found = source.matchAll(/(?:^|[\s;])(?:import|export)\s(?:[^"';]*?\sfrom\s)?\s*"([^"]+)"|\bimport\("([^"]+)"\)/g);
  return [...found]
    .map((match) => match[1] ?? match[2] ?? "")
    .map((name) => (name.startsWith(".") ? relative(root, join(root, dirname(file), name)).replaceAll("\\", "/") : name));
}

function layerOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === "bundle") return to === "findings" || to === "1-load" || to === "5-render" || to === "8-graph";
  if (from === "certificates") return to === "findings";
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
