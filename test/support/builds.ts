import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as assert from "uvu/assert";
import { plain } from "../../compiler/findings/formats/style.ts";
import { findingsAsText } from "../../compiler/findings/formats/text.ts";
import { Source } from "../../compiler/findings/source.ts";
import { type CompiledWhole, compileWhole } from "./compile-whole.ts";
import { root } from "./fedc.ts";
import { readerOf, sampleTime } from "./samples.ts";

const folder = join(root, "test/samples/build");

/** Names of the folders under test/samples/build. */
export function buildNames(): readonly string[] {
  return readdirSync(folder).sort();
}

/** The text of a sample; the one called `example` is the example at the top. */
export function textOfBuild(name: string): string {
  return readFileSync(name === "example" ? join(root, "federation.example.yaml") : join(folder, name, "federation.yaml"), "utf8");
}

/** Compiles a sample, or another text in its folder. Fails the test where there are errors. */
export function compileSample(name: string, text = textOfBuild(name)): Required<CompiledWhole> {
  const compiled = compileWhole(new Source("federation.yaml", text), { readFile: readerOf(join(folder, name)), now: sampleTime });
  if (!compiled.built || !compiled.federation) throw new Error(findingsAsText(compiled.findings.sorted(), plain));
  return { ...compiled, built: compiled.built, federation: compiled.federation };
}

/** All files of all overlays, by `<cluster>/<path>`. */
export function filesOf({ built }: Required<CompiledWhole>): ReadonlyMap<string, string> {
  const files = built.overlays.flatMap(({ cluster, files, scaffold }) =>
    [...files, ...scaffold].map(([path, text]) => [`${cluster}/${path}`, text] as const),
  );
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Compares files with the sample's `expected/`, the list of them too; `UPDATE=1` writes it anew. */
export function assertExpected(name: string, files: ReadonlyMap<string, string>): void {
  const expected = join(folder, name, "expected");
  if (process.env.UPDATE === "1") {
    rmSync(expected, { recursive: true, force: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(expected, path)), { recursive: true });
      writeFileSync(join(expected, path), text);
    }
  }
  const there = readdirSync(expected, { recursive: true, encoding: "utf8" })
    .map((path) => join(expected, path))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(expected, path));
  assert.equal(there.sort(), [...files.keys()].sort());
  for (const [path, text] of files) assert.fixture(text, readFileSync(join(expected, path), "utf8"), path);
}
