import { parseDocument } from "yaml";
import { isMapping, type ManifestData } from "./manifest-data.ts";
import { readPlainManifests } from "./plain-reader.ts";

/** A manifest that others wrote, as kubectl would read it. */
interface ForeignManifest {
  /** Undefined for a document that is not a mapping, and if it cannot be read. Mappings have no prototype. */
  readonly data?: ManifestData;
  /** Why it cannot be read, or what about it is doubtful, as the rest of a sentence. */
  readonly problem?: string;
  /** The line of the problem, from 1. */
  readonly line?: number;
}

/** More uses of anchors than people write: a text of a few lines could stand for gigabytes. */
const maxAliases = 1000;

/**
 * Reads one document that fedc did not write: anchors and merge keys are followed, as kubectl does. Never throws. A problem never holds a word of
 * the text.
 */
export function readForeignManifest(text: string): ForeignManifest {
  const plain = readPlainManifests(text);
  if (plain) return plain[0] ? { data: plain[0].data as ManifestData } : {};
  try {
    const document = parseDocument(text, { version: "1.2", schema: "core", prettyErrors: false, merge: true, logLevel: "silent" });
    const fatal = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
    const [doubt] = [...document.errors, ...document.warnings];
    const at = fatal ?? doubt;
    const line = at && { line: text.slice(0, at.pos[0]).split("\n").length };
    if (fatal) return { problem: fatal.code === "BAD_ALIAS" ? "uses an anchor that it does not have" : "cannot be read as YAML", ...line };
    const data = withoutPrototypes(document.toJS({ maxAliasCount: maxAliases }));
    const problem =
      doubt && (doubt.code === "DUPLICATE_KEY" ? "has a key twice, and the last one counts" : "has a tag, which was not read");
    return { ...(isMapping(data) && { data }), ...(problem !== undefined && { problem, ...line }) };
  } catch {
    // Too many aliases, an alias in itself, or collections that are nested deeper than the library descends.
    return { problem: "cannot be read as YAML", line: 1 };
  }
}

/** Data of JSON or of the library, as the fast reader gives it. Throws a RangeError for what is nested too deep. */
export function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (typeof value !== "object" || value === null) return value;
  const data: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) data[key] = withoutPrototypes(inner);
  return data;
}
