import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse, parseAllDocuments, stringify } from "yaml";
import { compile } from "../compiler/compile.ts";
import type { Severity } from "../compiler/findings/finding.ts";
import { plain } from "../compiler/findings/formats/paint.ts";
import { findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { examplesIn, type Fields, firstFederation, pages, text, withFragment } from "./support/documents.ts";
import { fedc, root } from "./support/fedc.ts";
import { fences, headingsOf, sessionsIn, withSession } from "./support/markdown.ts";
import { Openssl } from "./support/openssl.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const examples = suite("the documentation's examples");
const userPages = ["README.md", ...pages];
const openssl = new Openssl();
const roots = new Map<string, string>();

examples("there is one whole federation in the README, and nothing is found in it", () => {
  assert.is(examplesIn("README.md").federations.length, 1);
  assert.is(told(firstFederation), "");
});

for (const page of userPages)
  for (const federation of examplesIn(page).federations)
    examples(`the federation on ${page} builds, with no warning or note that is not spoken of`, () => {
      const unspoken = codesIn(told(federation)).filter((code) => !text(page).includes(code));
      assert.equal(unspoken, [], told(federation));
    });

for (const page of userPages)
  for (const fragment of examplesIn(page).fragments) {
    const before = text(page).slice(0, text(page).indexOf(fragment));
    examples(`an example compiles, with no warning that is not spoken of: ${page}, ${headingsOf(before).at(-1)}`, () => {
      const found = told(stringify(withFragment(parse(fragment) as Fields), { aliasDuplicateObjects: false }), ["error", "warning"]);
      const section = before.slice(before.lastIndexOf("\n## "));
      assert.equal(codesIn(found), section.match(/FED\d{3}/g) ?? [], found);
    });
  }

examples("an example that is wrong is found to be", () => {
  assert.match(mistakes(firstFederation.replace("callers: [default/web]", "caller: [default/web]")), /^error\[FED/);
});

examples("all other YAML is whole objects", () => {
  const objects = userPages.flatMap((page) => examplesIn(page).objects);
  assert.ok(objects.length > 2);
  for (const object of objects)
    for (const document of parseAllDocuments(object)) {
      assert.equal(document.errors, []);
      const { apiVersion, kind } = document.toJS() as Fields;
      assert.match(`${apiVersion} ${kind}`, /^[a-z0-9.]+\/v1(alpha1|beta1)? [A-Z]\w+$|^v1 [A-Z]\w+$/);
    }
});

examples("the finding that the README shows is what fedc says", () => {
  const shown = fences(text("README.md"), "console").find((block) => block.startsWith("error[")) ?? "";
  assert.is(shown, mistakes(firstFederation.replace(/ {4}consume:[\s\S]*$/, "")));
});

examples("the README's steps, taken one after the other in an empty folder, build a federation", () => {
  const section = text("README.md").split("\n## From an empty folder")[1]?.split("\n## ")[0] ?? "";
  const offline = fences(section, "sh").filter((block) => !/^(git clone|kubectl (get|create)) /.test(block));
  assert.is(offline.length, 2);
  const folder = join(temporaryFolder(), "retail");
  mkdirSync(join(folder, "trust"), { recursive: true });
  writeFileSync(join(folder, "federation.yaml"), firstFederation);
  const program = `fedc() { "${process.execPath}" "${join(root, "dist/cli/main.js")}" "$@"; }`;
  const said = bash([program, ...offline, "kubectl kustomize out/shop", "kubectl kustomize out/warehouse"].join("\n"), folder);
  assert.match(said, "federation.yaml is fine");
  assert.match(said, "kind: VirtualService");
});

examples("the certificates that pages make by openssl are made, and limited as they say", () => {
  const folder = join(temporaryFolder(), "retail");
  mkdirSync(join(folder, "trust"), { recursive: true });
  const made = fences(text(".github/docs/one-root.md"), "sh").find((block) => block.startsWith("openssl req")) ?? "";
  bash(made, folder);
  const said = bash(
    "openssl x509 -in ../warehouse-ca.pem -noout -text; openssl verify -CAfile trust/company-root.pem ../warehouse-ca.pem",
    folder,
  );
  assert.match(said, /Name Constraints: critical\s+Permitted:\s+URI:warehouse\.example\n/);
  assert.match(said, "../warehouse-ca.pem: OK");
});

// A block that begins with `$ fedc` is run beside the last federation above it, or the README's; `…` stands for what is left out.
for (const page of userPages) {
  if (sessionsIn(text(page)).length === 0) continue;
  examples(`what commands say on ${page} is what they say`, () => {
    const folders = new Map<string, string>();
    let updated = text(page);
    for (const { above, commands } of sessionsIn(text(page))) {
      const federation = examplesIn(page).federations.findLast((one) => above.includes(one)) ?? firstFederation;
      const folder = folders.get(federation) ?? folderWith(federation);
      folders.set(federation, folder);
      for (const { line, shown } of commands) {
        const { stdout, stderr } = fedc(line.split(" ").slice(1), { cwd: folder });
        const said = stderr + stdout;
        if (process.env.UPDATE === "1" && !shown.includes("…")) updated = withSession(updated, line, shown, said);
        else assert.match(said, pattern(shown), `$ ${line}\n${said}`);
      }
    }
    if (process.env.UPDATE === "1") writeFileSync(join(root, page), updated);
  });
}

/** What a shell says that stops at the first failure. */
function bash(script: string, cwd: string): string {
  const { status, stdout, stderr } = spawnSync("bash", ["-eu", "-c", script], { cwd, encoding: "utf8" });
  assert.is(status, 0, stderr);
  return stdout + stderr;
}

/** A folder with the federation and every root that it names. */
function folderWith(federation: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "federation.yaml"), federation);
  for (const [, path = ""] of federation.matchAll(/file: ([\w./-]+)/g)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), rootAt(path));
  }
  return folder;
}

function pattern(shown: string): RegExp {
  const escaped = shown.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…\n/gm, "(?:.*\\n)*?").replaceAll("…", ".*")}$`);
}

/** What is wrong with a federation, as fedc says it; empty where nothing is. */
function mistakes(federation: string): string {
  return told(federation, ["error"]);
}

function told(federation: string, severities: readonly Severity[] = ["error", "warning", "note"]): string {
  const { findings } = compile(new Source("federation.yaml", federation), {
    readFile: (path) => ({ text: rootAt(path) }),
    now: new Date(),
  });
  const some = findings.sorted().filter(({ severity }) => severities.includes(severity));
  return findingsAsText(some, plain);
}

function codesIn(report: string): readonly string[] {
  return [...report.matchAll(/^(?:error|warning|note)\[(\w+)\]/gm)].map(([, code]) => code ?? "");
}

/** A root certificate for every file that an example names. */
function rootAt(path: string): string {
  const pem = roots.get(path) ?? openssl.root({ days: 3650, subject: `/O=example/CN=${path.replace(/^.*\/|\.pem$/g, "")}` }).pem;
  roots.set(path, pem);
  return pem;
}

examples.after(() => openssl.remove());

examples.run();
