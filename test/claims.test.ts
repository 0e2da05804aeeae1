/** Who says "measured" names the scenario of the conformance suite that shows it, or the test that holds the table. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "./support/fedc.ts";

const test = suite("claims");
const scenarios = readdirSync(join(root, "test/conformance/scenarios"));

/** Pages about the whole suite, and about the versions of Istio that it runs. */
const aboutTheSuite =
  /istio-version|fields\.md$|findings\.md$|how-we-know\.md$|docs\/README\.md$|federation\.schema\.json$|requirements\.md$/;

const files = ["README.md", ...under(".github/docs"), ...under("compiler"), ...under("templates"), ...under("schemas")].filter(
  (path) => /\.(?:ts|md|hbs|json)$/.test(path) && !aboutTheSuite.test(path),
);

function under(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path.replaceAll("\\", "/")}`);
}

/** Paragraphs of a page, or comments and texts of code, with the line where each begins. */
function paragraphs(text: string): readonly { readonly line: number; readonly text: string }[] {
  let line = 1;
  return text.split(/(\n\s*\n)/).flatMap((part) => {
    const start = line;
    line += part.split("\n").length - 1;
    return part.trim() === "" ? [] : [{ line: start, text: part }];
  });
}

/** "scenario `ring`", "the scenarios `ring` and `canary`", or "scenario path-crossing" where a terminal shows it. */
function namesOf(text: string): readonly string[] {
  const named = text.matchAll(/\bscenarios?[\s*]+(?:`([a-z0-9-]+)`(?:[\s*]+and[\s*]+`([a-z0-9-]+)`)?|([a-z0-9]+-[a-z0-9-]+))/g);
  return [...named].flatMap(([, ...names]) => names.filter((name) => name !== undefined));
}

for (const path of files)
  for (const { line, text } of paragraphs(readFileSync(join(root, path), "utf8")))
    if (/\b(?:we )?measured\b|\btried on Envoy\b/i.test(text) && !/\bnot measured\b|versions\b.{0,20} were measured/.test(text))
      test(`${path}:${line} names what shows it`, () => {
        const names = namesOf(text);
        const tests = [...text.matchAll(/`test\/([\w-]+\.test\.ts)`/g)].filter(([, name = ""]) => existsSync(join(root, "test", name)));
        const bracketed = path.endsWith("limits.md") && text.includes("anybody can run again");
        assert.ok(names.length + tests.length > 0 || bracketed, text);
        assert.equal(
          names.filter((name) => !scenarios.includes(name)),
          [],
          "every named scenario exists",
        );
      });

test("what the page on limits puts in brackets are scenarios", () => {
  const names = [...readFileSync(join(root, ".github/docs/limits.md"), "utf8").matchAll(/\[((?:`[a-z0-9-]+`(?:, )?)+)\](?!\()/g)].flatMap(
    ([, list = ""]) => [...list.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = ""]) => name),
  );
  assert.ok(names.length > 10);
  assert.equal(
    names.filter((name) => !scenarios.includes(name)),
    [],
  );
});

test.run();
