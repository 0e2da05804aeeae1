import { type Explanation, type Finding, pageText } from "../finding.ts";
import type { Place } from "../source.ts";
import { placeAsJson } from "./json.ts";

interface SarifFacts {
  readonly version: string;
  /** The file of a finding without a place: readers of these logs drop results without a location. */
  readonly file: string;
  readonly explanations: readonly Explanation[];
}

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) for code scanning, with all findings and no text of the source. Accepted findings
 * are suppressed; the others then must say that they are not (3.27.23).
 */
export function findingsAsSarif(findings: readonly Finding[], { version, file, explanations }: SarifFacts): object {
  const codes = [...new Set(findings.map(({ code }) => code))];
  const rules = codes.map((code) => ruleOf(code, explanations));
  const hasAccepted = findings.some(({ accepted }) => accepted !== undefined);
  const results = findings.map(({ code, severity, message, at, related, help, accepted }) => ({
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [{ physicalLocation: at ? physical(at) : { artifactLocation: artifact(file), region: { startLine: 1 } } }],
    ...(related && { relatedLocations: [{ physicalLocation: physical(related.at), message: { text: related.message } }] }),
    ...(hasAccepted && { suppressions: accepted === undefined ? [] : [{ kind: "inSource", justification: accepted }] }),
  }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "fedc", version, rules } }, columnKind: "utf16CodeUnits", results }],
  };
}

function ruleOf(code: string, explanations: readonly Explanation[]): object {
  const page = explanations.find((explanation) => explanation.code === code);
  if (!page) return { id: code };
  return {
    id: code,
    shortDescription: { text: page.title },
    fullDescription: { text: page.title },
    help: { text: pageText(page) },
    defaultConfiguration: { level: page.severity },
  };
}

function physical(place: Place): object {
  const { file, line, column, endLine, endColumn } = placeAsJson(place);
  return { artifactLocation: artifact(file), region: { startLine: line, startColumn: column, endLine, endColumn } };
}

/** The path from the repository's root, as a URI. */
function artifact(path: string): object {
  const uri = path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return { uri, uriBaseId: "%SRCROOT%" };
}
