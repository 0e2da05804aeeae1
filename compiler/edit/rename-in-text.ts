import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq } from "yaml";
import { type NameKind, namesOfKeys, namesOfTexts, renamedEntryPath } from "../1-load/name-places.ts";
import { dataOf, documentOf, writtenKey } from "./layout.ts";
import { type TextEdit, withEdits } from "./text-edit.ts";
import { asFlow } from "./written-entry.ts";

/** A cluster or a service, and the name that it gets. */
export interface Rename {
  readonly kind: NameKind;
  readonly from: string;
  readonly to: string;
}

/** The edits that give a thing another name wherever the file means it, in keys, values and paths. Undefined if the layout does not allow it. */
export function renameInText(text: string, rename: Rename): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const replace = (node: unknown, value: string): boolean => {
    if (!isScalar(node) || !node.range || /^BLOCK/.test(node.type ?? "")) return false;
    const quote = node.type === "QUOTE_SINGLE" ? "'" : node.type === "QUOTE_DOUBLE" ? '"' : undefined;
    edits.push({ start: node.range[0], end: node.range[1], text: quote === undefined ? asFlow(value) : `${quote}${value}${quote}` });
    return true;
  };
  const visit = (node: unknown, path: readonly string[]): boolean => {
    if (isSeq(node)) return node.items.every((item) => visit(item, [...path, "[]"]));
    if (isMap(node))
      return node.items.every((pair) => {
        const key = writtenKey(pair) ?? "";
        const now = renamedKey(key, path, rename);
        return (now === key || replace(pair.key, now)) && visit(pair.value, [...path, key]);
      });
    if (!isScalar(node)) return true;
    const written = typeof node.value === "string" ? node.value : (node.source ?? "");
    const now = renamedText(written, path, rename);
    return now === written || replace(node, now);
  };
  if (!visit(documentOf(text).contents, [])) return undefined;
  return isDeepStrictEqual(dataOf(withEdits(text, edits)), renamedData(dataOf(text), [], rename)) ? edits : undefined;
}

function renamedKey(key: string, path: readonly string[], { kind, from, to }: Rename): string {
  return key === from && namesOfKeys(path).includes(kind) ? to : key;
}

function renamedText(text: string, path: readonly string[], { kind, from, to }: Rename): string {
  if (path.join(".") === "accept.[].at")
    return renamedEntryPath(text, (name, kinds) => (name === from && kinds.includes(kind) ? to : name));
  return text === from && namesOfTexts(path).includes(kind) ? to : text;
}

function renamedData(data: unknown, path: readonly string[], rename: Rename): unknown {
  if (typeof data === "string") return renamedText(data, path, rename);
  if (Array.isArray(data)) return data.map((item) => renamedData(item, [...path, "[]"], rename));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [renamedKey(key, path, rename), renamedData(value, [...path, key], rename)]),
  );
}
