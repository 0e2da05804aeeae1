import { suite } from "uvu";
import * as assert from "uvu/assert";
import { explanations } from "../compiler/explanations.ts";
import { type Finding, pageText } from "../compiler/findings/finding.ts";
import { findingsAsSarif } from "../compiler/findings/formats/sarif.ts";
import { Source } from "../compiler/findings/source.ts";

const sarif = suite("findings as SARIF");

const source = new Source("envs/a b#1/federation.yaml", "a: 1\nclusters:\n  one: {hostname: c1.example.com}\n");
const at = { source, start: source.text.indexOf("one"), end: source.text.indexOf("one") + 3 };
const facts = { version: "1.2.3", file: "federation.yaml", explanations };
// biome-ignore lint/suspicious/noExplicitAny: JSON
const log = (findings: readonly Finding[]): any => JSON.parse(JSON.stringify(findingsAsSarif(findings, facts)));

sarif("a finding has its rule, its place and the second place", () => {
  const related = { at: { source, start: 0, end: 1 }, message: "here too" };
  const { version, runs } = log([
    { code: "FED307", severity: "error", message: "a sentence", at, related, help: "do this" },
    { code: "FED307", severity: "error", message: "another", at },
  ]);
  assert.is(version, "2.1.0");
  const [{ tool, results, columnKind }] = runs;
  assert.is(columnKind, "utf16CodeUnits");
  assert.equal([tool.driver.name, tool.driver.version, tool.driver.rules.length], ["fedc", "1.2.3", 1]);
  const page = explanations.find(({ code }) => code === "FED307");
  assert.is(tool.driver.rules[0].help.text, page && pageText(page));
  assert.equal(results[0], {
    ruleId: "FED307",
    ruleIndex: 0,
    level: "error",
    message: { text: "a sentence\ndo this" },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "envs/a%20b%231/federation.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 3, startColumn: 3, endLine: 3, endColumn: 6 },
        },
      },
    ],
    relatedLocations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "envs/a%20b%231/federation.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
        },
        message: { text: "here too" },
      },
    ],
  });
});

sarif("a finding without a place is about the file, and no findings are an empty list", () => {
  const [run] = log([{ code: "FED101", severity: "warning", message: "a sentence" }]).runs;
  assert.equal(run.results[0].locations[0].physicalLocation, {
    artifactLocation: { uri: "federation.yaml", uriBaseId: "%SRCROOT%" },
    region: { startLine: 1 },
  });
  assert.is(run.results[0].level, "warning");
  assert.equal(log([]).runs[0].results, []);
});

sarif("an accepted finding is suppressed with its reason, and the others say that they are not", () => {
  const findings = [
    { code: "FED333", severity: "warning", message: "a sentence", at, accepted: "we know" },
    { code: "FED307", severity: "error", message: "another", at },
  ] as const;
  const { results } = log(findings).runs[0];
  assert.equal(
    results.map(({ suppressions }: { readonly suppressions: unknown }) => suppressions),
    [[{ kind: "inSource", justification: "we know" }], []],
  );
  assert.not.ok("suppressions" in log(findings.slice(1)).runs[0].results[0]);
});

sarif.run();
