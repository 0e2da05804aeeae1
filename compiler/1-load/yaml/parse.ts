import { isMap, parseDocument, type YAMLError } from "yaml";
import type { Findings } from "../../findings/finding.ts";
import type { Source } from "../../findings/source.ts";
import { PlainData } from "./plain-data.ts";
import type { PlainDocument } from "./plain-reader.ts";
import { MAX_SYNTAX_FINDINGS } from "./scan.ts";
import { MISTAKES, type SyntaxMistake } from "./syntax-mistakes.ts";

/** The text as plain data, and where everything was written. Expects a text that passed the scan; undefined when it reported errors. */
export function parse(source: Source, findings: Findings): PlainDocument | undefined {
  // Uniqueness of keys is checked here: the library compares each with each.
  const document = parseDocument(source.text, {
    version: "1.2",
    schema: "core",
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
    logLevel: "silent",
  });
  reportErrors(source, [...document.errors, ...document.warnings], findings);
  if (findings.hasErrors) return undefined;
  if (!isMap(document.contents)) {
    reportNoMapping(source, findings);
    return undefined;
  }
  const plain = new PlainData(source, findings);
  const data = plain.of(document.contents) as object;
  return findings.hasErrors ? undefined : { data, at: plain.at };
}

function reportNoMapping(source: Source, findings: Findings): void {
  const start = Math.max(0, source.text.search(/^[^\s#]/m));
  const empty = !/^[ \t]*[^\s#]/m.test(source.text.replace(/^---[ \t]*$/m, ""));
  findings.add({
    code: "FED109",
    severity: "error",
    message: empty ? `\`${source.name}\` is empty` : `\`${source.name}\` does not begin with keys and values`,
    at: { source, start, end: start + 1 },
    help: "begin with `apiVersion: fedc.dev/v1alpha1`",
  });
}

/** What the scan lets through and the library still refuses: one finding a line, without the library's words. */
function reportErrors(source: Source, errors: readonly YAMLError[], findings: Findings): void {
  let lastLine = -1;
  let left = MAX_SYNTAX_FINDINGS;
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const [start, end] = error.pos;
    const { line } = source.position(start);
    if (line <= lastLine + 1 && lastLine !== -1) {
      lastLine = line;
      continue;
    }
    lastLine = line;
    const more = left-- === 0;
    findings.add({ ...rephrase(error), severity: "error", at: { source, start, end: Math.max(end, start + 1) }, more });
    if (more) return;
  }
}

function rephrase({ code }: YAMLError): SyntaxMistake {
  switch (code) {
    case "BAD_INDENT":
      return MISTAKES.indentation;
    case "TAB_AS_INDENT":
      return MISTAKES.tab;
    case "KEY_OVER_1024_CHARS":
      return { code: "FED107", message: "this key is longer than 1024 characters", help: "is a quote or a line break missing?" };
    case "ALIAS_PROPS":
    case "BAD_ALIAS":
    case "BAD_DIRECTIVE":
    case "BAD_PROP_ORDER":
    case "MULTIPLE_ANCHORS":
    case "MULTIPLE_DOCS":
    case "MULTIPLE_TAGS":
    case "TAG_RESOLVE_FAILED":
      return {
        code: "FED105",
        message: "this is not plain YAML",
        help: "use neither anchors, aliases, tags, directives nor a second document",
      };
    default:
      return {
        code: "FED107",
        message: "this cannot be read as YAML",
        help: "check the indentation, and that quotes, brackets, colons and dashes stand where they should",
      };
  }
}
