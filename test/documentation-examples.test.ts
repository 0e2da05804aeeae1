import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse, parseAllDocuments, stringify } from "yaml";
import { compile } from "../compiler/compile.ts";
import type { Severity } from "../compiler/findings/finding.ts";
import { plain } from "../compiler/findings/formats/style.ts";
import { findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { examplesIn, type Fields, firstFederation, pages, text, withFragment } from "./support/documents.ts";
import { root } from "./support/fedc.ts";
import { fences, headingsOf, type Shown, sessionsIn, withShown } from "./support/markdown.ts";
import { Openssl } from "./support/openssl.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const examples = suite("the documentation's examples");
const userPages = ["README.md", ...pages];
const openssl = new Openssl();
const roots = new Map<string, string>();

examples("there is one whole federation in the README, and nothing is found in it", () => {
  assert.is(examplesIn("README.md").federations.length, 1);
  assert.is(reported(firstFederation), "");
});

for (const page of userPages)
  for (const federation of examplesIn(page).federations)
    examples(`the federation on ${page} builds, with no warning or note that is not spoken of`, () => {
      const unspoken = codesIn(reported(federation)).filter((code) => !text(page).includes(code));
      assert.equal(unspoken, [], reported(federation));
    });

for (const page of userPages)
  for (const fragment of examplesIn(page).fragments) {
    const at = text(page).indexOf(fragment);
    const heading = headingsOf(text(page).slice(0, at)).at(-1);
    examples(`an example compiles, with no warning that is not spoken of: ${page}, ${heading}`, () => {
      const found = reported(stringify(withFragment(parse(fragment) as Fields), { aliasDuplicateObjects: false }), ["error", "warning"]);
      const section = text(page).slice(text(page).lastIndexOf("\n## ", at), text(page).indexOf("\n## ", at) >>> 0);
      assert.equal(new Set(codesIn(found)), new Set(section.match(/FED\d{3}/g)), found);
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
      assert.match(`${apiVersion} ${kind}`, /^[a-z0-9.]+\/v1(alpha1|beta[1-3])? [A-Z]\w+$|^v1 [A-Z]\w+$/);
    }
});

examples("the finding that the README shows is what fedc says", () => {
  const shown = fences(text("README.md"), "console").find((block) => block.startsWith("error[")) ?? "";
  assert.is(shown, mistakes(firstFederation.replace(/ {4}consume:[\s\S]*$/, "")));
});

examples("the README's steps, taken one after the other in an empty folder, build a federation", () => {
  const section = text("README.md").split("\n## From an empty folder")[1]?.split("\n## ")[0] ?? "";
  const offline = fences(section, "sh").filter((block) => !/^(git clone|kubectl (get|create)) /.test(block));
  assert.is(offline.length, 1);
  offline.push("fedc check", "fedc build");
  const folder = join(temporaryFolder(), "retail");
  mkdirSync(join(folder, "trust"), { recursive: true });
  writeFileSync(join(folder, "federation.yaml"), firstFederation);
  const { said, status } = bash([...offline, "kubectl kustomize out/shop", "kubectl kustomize out/warehouse"].join("\n"), folder);
  assert.is(status, 0, said);
  assert.match(said, "federation.yaml is fine");
  assert.match(said, "kind: VirtualService");
});

examples("the certificates that pages make by openssl are made, and limited as they say", () => {
  const folder = join(temporaryFolder(), "retail");
  mkdirSync(join(folder, "trust"), { recursive: true });
  const made = fences(text(".github/docs/one-root.md"), "sh").find((block) => block.startsWith("openssl req")) ?? "";
  assert.is(bash(made, folder).status, 0);
  const { said } = bash(
    "openssl x509 -in ../warehouse-ca.pem -noout -text; openssl verify -CAfile trust/company-root.pem ../warehouse-ca.pem",
    folder,
  );
  assert.match(said, /Name Constraints: critical\s+Permitted:\s+URI:warehouse\.example\n/);
  assert.match(said, "../warehouse-ca.pem: OK");
});

// A block that begins with `$` is run beside the last federation above it, or the README's; a JSON document above it is call.json.
// `…` stands for what is left out.
for (const page of userPages) {
  if (sessionsIn(text(page)).length === 0) continue;
  examples(`what commands say on ${page} is what they say`, () => {
    const folders = new Map<string, string>();
    const updated = new Map<Shown, string>();
    for (const { above, commands } of sessionsIn(text(page))) {
      const federation = examplesIn(page).federations.findLast((one) => above.includes(one)) ?? firstFederation;
      const folder = folders.get(federation) ?? folderWith(federation);
      folders.set(federation, folder);
      writeFileSync(join(folder, "call.json"), fences(above, "json").at(-1) ?? "");
      for (const command of commands) {
        const { said } = bash(command.line, folder);
        if (process.env.UPDATE === "1" && !command.shown.includes("…")) updated.set(command, said);
        else assert.match(said, pattern(command.shown), `$ ${command.line}\n${said}`);
      }
    }
    if (process.env.UPDATE === "1") writeFileSync(join(root, page), withShown(text(page), updated));
  });
}

/** What a shell says that knows fedc and stops at the first failure. */
function bash(script: string, cwd: string): { readonly said: string; readonly status: number | null } {
  const program = `exec 2>&1; fedc() { "${process.execPath}" "${join(root, "dist/cli/main.js")}" "$@"; }`;
  const { PATH = "" } = process.env;
  const { stdout, status } = spawnSync("bash", ["-eu", "-c", `${program}\n${script}`], { cwd, encoding: "utf8", env: { PATH, HOME: cwd } });
  return { said: stdout, status };
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
  return reported(federation, ["error"]);
}

function reported(federation: string, severities: readonly Severity[] = ["error", "warning", "note"]): string {
  const { findings } = compile(new Source("federation.yaml", federation), {
    readFile: (path) => ({ text: rootAt(path) }),
    now: new Date(),
  });
  const { findings: shown, accepted } = findings.reported();
  const some = [...shown, ...accepted].filter(({ severity }) => severities.includes(severity));
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
