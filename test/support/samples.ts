import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { ReadFile } from "../../compiler/1-load/load.ts";
import { type CompileOptions, check } from "../../compiler/compile.ts";
import type { Finding } from "../../compiler/findings/finding.ts";
import { plain } from "../../compiler/findings/formats/style.ts";
import { findingsAsText } from "../../compiler/findings/formats/text.ts";
import { Source } from "../../compiler/findings/source.ts";
import { ClusterInventory, StandingInventory } from "../../compiler/inventory/cluster-inventory.ts";
import { readDump } from "../../compiler/inventory/read-dump.ts";
import { root } from "./fedc.ts";

/** When every sample is looked at. */
export const sampleTime = new Date("2026-11-22T00:00:00Z");

/** Where samples of findings are: those of rules, and those of what stops before them. */
const folder = join(root, "test/samples");

/** The sample folders of rules, or of loading, as `check/<name>` or `load/<name>`. */
export function sampleNames(kind: "check" | "load"): readonly string[] {
  return readdirSync(join(folder, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${kind}/${name}`)
    .sort();
}

/** What a sample is for, by its first line, `# finds: FED301, FED302`. */
export function codesMeant(name: string): readonly string[] {
  const [first = ""] = textOf(name).split("\n");
  return first.startsWith("# finds: ") ? first.slice("# finds: ".length).trim().split(/, */) : [];
}

/** What is found in a sample. */
export function findingsOf(name: string): readonly Finding[] {
  const source = new Source("federation.yaml", textOf(name));
  const options = { readFile: readerOf(join(folder, name)), now: sampleTime };
  return check(source, { ...options, ...inventoryIn(join(folder, name)) }).findings.sorted();
}

/** Compares what is found with findings.txt, as `fedc check` prints it; `UPDATE=1` writes it anew. */
export function assertFindings(name: string, findings: readonly Finding[]): void {
  const path = join(folder, name, "findings.txt");
  const text = findingsAsText(findings, plain);
  if (process.env.UPDATE === "1") writeFileSync(path, text);
  assert.fixture(text, existsSync(path) ? readFileSync(path, "utf8") : "");
}

/** Reads the files that a federation.yaml in a folder names. Samples share the roots under test/samples/trust. */
export function readerOf(base: string): ReadFile {
  return (path) => {
    const file = [base, folder].map((parent) => join(parent, path)).find(existsSync);
    return file ? { text: readFileSync(file, "utf8") } : { problem: "there is no such file" };
  };
}

function textOf(name: string): string {
  return readFileSync(join(folder, name, "federation.yaml"), "utf8");
}

/** The dumps beside a sample, `inventory/<cluster>.yaml`, under names that do not depend on the machine. */
export function inventoryIn(base: string): Pick<CompileOptions, "readInventory"> {
  const dumps = join(base, "inventory");
  if (!existsSync(dumps)) return {};
  const clusters = readdirSync(dumps).map((name) => {
    const contents = readDump(`inventory/${name}`, readFileSync(join(dumps, name), "utf8"));
    return new ClusterInventory(name.replace(/\.\w+$/, ""), `inventory/${name}`, [contents]);
  });
  return { readInventory: () => new StandingInventory(clusters) };
}
