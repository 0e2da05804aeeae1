import type { Certificate } from "../certificates/certificate.ts";
import { type Finding, Findings } from "../findings/finding.ts";
import { quoted } from "../findings/formats/words.ts";
import type { Source } from "../findings/source.ts";
import { didYouMean } from "../findings/suggest.ts";
import type { FederationFile, RootEntry, WrittenFile } from "./federation-file.ts";
import { type ReadFile, readRoots } from "./roots.ts";
import { checkSchema } from "./schema/schema.ts";
import { quotedValue } from "./schema/shape-words.ts";
import { reportSecrets } from "./secrets.ts";
import type { Spans } from "./spans.ts";
import { type DefaultEntry, fillInDefaults } from "./spelled-out/defaults.ts";
import { spellOutGroups } from "./spelled-out/groups.ts";
import { reportPlaceholders } from "./spelled-out/placeholders.ts";
import { onceForAll, type SharedPlace, sharedDefaults } from "./spelled-out/shared-places.ts";
import { reportConflicts, reportIndentedConflicts } from "./yaml/conflict-markers.ts";
import { parse } from "./yaml/parse.ts";
import { type PlainDocument, readPlain } from "./yaml/plain-reader.ts";
import { BYTES_PER_ENTRY, checkSize, reportEncoding, scan } from "./yaml/scan.ts";

export type { ReadFile };

/** A loaded file: its data, the places of its entries, and the certificates that it refers to. */
export interface Loaded {
  /** With defaults and groups spelled out. */
  readonly file: FederationFile;
  /** The same with groups as they are written. */
  readonly written: WrittenFile;
  /** The text as data. */
  readonly document: object;
  readonly defaults: readonly DefaultEntry[];
  /** The parts of the text that stand for several clusters or services. */
  readonly shared: readonly SharedPlace[];
  readonly at: Spans;
  readonly roots: ReadonlyMap<RootEntry, readonly Certificate[]>;
  /** The cluster whose overlay is handed over to its owner, who delivers it. */
  readonly handedOver?: string;
}

const MAX_BYTES = 8 * 1024 * 1024;

/**
 * From text to data. Every stage reports all that it finds. The next one begins only if there were no errors, since later findings would
 * mislead, or print a line with a secret. Undefined if errors were reported.
 */
export function load(
  source: Source,
  readFile: ReadFile,
  findings: Findings,
  limits: { readonly maxBytes?: number } = {},
): Loaded | undefined {
  const maxBytes = limits.maxBytes ?? MAX_BYTES;
  checkSize(source, maxBytes, findings);
  if (!findings.hasErrors) reportSecrets(source, findings);
  if (!findings.hasErrors) reportEncoding(source, findings);
  if (!findings.hasErrors) reportConflicts(source, findings);
  const parsed = findings.hasErrors ? undefined : read(source, maxBytes, findings);
  if (parsed) reportOtherDocument(parsed.data, parsed.at, findings);
  if (parsed) reportPlaceholders(parsed.data, parsed.at, findings);
  if (!parsed || findings.hasErrors) return undefined;
  const { data: document, at } = parsed;
  const { data, defaults } = fillInDefaults(document, at);
  const presets = sharedDefaults(defaults, data, at);
  const written = checkedShape(data, at, presets, findings);
  if (!written) return undefined;
  const { file, shared } = spellOutGroups(written, at);
  const roots = readRoots(file, at, readFile, findings);
  return findings.hasErrors ? undefined : { file, written, document, defaults, shared: [...presets, ...shared], at, roots };
}

/** The data, if it has the shape of a federation. A mistake in a default is reported once, and not for each cluster that takes it. */
function checkedShape(data: object, at: Spans, presets: readonly SharedPlace[], findings: Findings): WrittenFile | undefined {
  const ownFindings = new Findings();
  const written = checkSchema(data, at, ownFindings);
  for (const finding of onceForAll(withoutMissedDefaults(ownFindings.sorted(), data, at), presets)) findings.add(finding);
  return written;
}

/** A mistake of the block `defaults` itself leaves fields out of all clusters, or services. Then it is too early to tell which of them are missing. */
function withoutMissedDefaults(found: readonly Finding[], data: object, at: Spans): readonly Finding[] {
  const mistaken = found.flatMap(({ code, message, help }) => {
    const [block, half] = /`defaults(?:\.(clusters|services))?`/.exec(message) ?? [];
    const isMisspelled = code === "FED112" && help?.startsWith("did you mean");
    return block !== undefined && (code !== "FED112" || isMisspelled) ? [half] : [];
  });
  const isMissed = (finding: Finding) =>
    finding.code === "FED113" &&
    ["clusters", "services"].some((half) => {
      if (!Object.hasOwn(data, half) || !mistaken.some((one) => one === undefined || one === half)) return false;
      const { start, end } = at.value(data, half as never);
      return finding.at !== undefined && finding.at.start >= start && finding.at.end <= end;
    });
  return mistaken.length === 0 ? found : found.filter((finding) => !isMissed(finding));
}

/**
 * From text to plain data; undefined if it reported errors. The scanner and the YAML library see only what the fast reader leaves to them. An
 * indented conflict is reported once, not line by line.
 */
function read(source: Source, maxBytes: number, findings: Findings): PlainDocument | undefined {
  const plain = readPlain(source, maxBytes / BYTES_PER_ENTRY);
  if (plain) return plain;
  const ownFindings = new Findings();
  scan(source, maxBytes, ownFindings);
  const parsed = ownFindings.hasErrors ? undefined : parse(source, ownFindings);
  if (ownFindings.hasErrors && reportIndentedConflicts(source, findings)) return undefined;
  for (const finding of ownFindings.sorted()) findings.add(finding);
  return parsed;
}

/** Keys of every federation that few other files have. `services` is not listed, since Compose has it too. */
const KEYS = ["apiVersion", "kind", "metadata", "clusters", "trust"] as const;

const OTHER_DOCUMENT = "is it the right file? a federation begins with `apiVersion: fedc.dev/v1alpha1` and `kind: Federation`";

/** Reports a file of another kind once. Otherwise the schema would report each of its keys. */
function reportOtherDocument(data: object, at: Spans, findings: Findings): void {
  const report = (key: string, part: "key" | "value", message: string) =>
    findings.add({ code: "FED109", severity: "error", message, at: at[part](data, key as never), help: OTHER_DOCUMENT });
  const { apiVersion, kind } = data as Readonly<Record<string, unknown>>;
  if (typeof apiVersion === "string" && typeof kind === "string") {
    if (apiVersion.startsWith("fedc.dev") || didYouMean(kind, ["Federation"])) return;
    report("kind", "value", `this is a ${quotedValue(kind)} of ${quotedValue(apiVersion)}, not a federation`);
    return;
  }
  const names = Object.keys(data);
  const [first] = names;
  if (first === undefined || names.some((name) => KEYS.some((key) => key === name || didYouMean(name, [key])))) return;
  report(first, "key", `${quotedValue(at.source.name)} is not a federation: it has no ${quoted(KEYS, "or")}`);
}
