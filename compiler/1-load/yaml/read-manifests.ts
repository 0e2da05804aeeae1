import { isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import type { ManifestData } from "./manifest-data.ts";
import { readPlainManifests } from "./plain-reader.ts";

/**
 * All objects of a file of manifests, only as plain data. Documents that are not a mapping are left out, and aliases are refused. `problem`
 * says why the file cannot be read, as the rest of a sentence; then the list is empty.
 */
export function readManifests(text: string): { readonly manifests: readonly ManifestData[]; readonly problem?: string } {
  const plain = readPlainManifests(text);
  return plain ? { manifests: plain.map(({ data }) => data as ManifestData) } : manifestsByLibrary(text);
}

function manifestsByLibrary(text: string): ReturnType<typeof readManifests> {
  try {
    const documents = [
      ...parseAllDocuments(text, { version: "1.2", schema: "core", prettyErrors: false, merge: false, logLevel: "silent" }),
    ];
    if (documents.some(({ errors }) => errors.length > 0)) return unreadable;
    return { manifests: documents.flatMap(({ contents }) => (isMap(contents) ? [dataOf(contents) as ManifestData] : [])) };
  } catch (error) {
    // The library descends into what is nested, however deep that is.
    if (error instanceof RangeError || error instanceof Unplain) return unreadable;
    throw error;
  }
}

const unreadable = { manifests: [], problem: "cannot be read as YAML" };

class Unplain extends Error {}

function dataOf(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(dataOf);
  if (node === null) return null;
  if (!isMap(node)) throw new Unplain();
  const data: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.items) {
    if (!isScalar(key)) throw new Unplain();
    data[String(key.value)] = dataOf(value);
  }
  return data;
}
