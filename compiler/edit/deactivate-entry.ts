import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar } from "yaml";
import { columnOf, dataOf, documentOf, endOf, isBlock, type NodePath, nodeAt, startOf } from "./layout.ts";
import { editBetween, type TextEdit, withEdits } from "./text-edit.ts";
import { asFlow } from "./written-entry.ts";

/** The edit that writes `inactive` into the mapping that `path` leads to, as its last field, or in place of `any` or `{}`. Undefined if it cannot. */
export function deactivateEntry(text: string, path: NodePath, reason: string): readonly TextEdit[] | undefined {
  const edited = deactivated(text, nodeAt(documentOf(text).contents, path), reason);
  return edited !== undefined && isDeepStrictEqual(dataOf(edited), withReason(dataOf(text), path, reason))
    ? [editBetween(text, edited)]
    : undefined;
}

function deactivated(text: string, entry: unknown, reason: string): string | undefined {
  const field = `inactive: ${asFlow(reason)}`;
  // `any`, and the `{}` of a cluster that configures itself.
  if ((isScalar(entry) || (isMap(entry) && entry.items.length === 0)) && entry.range) {
    const [start, end] = entry.range;
    return withEdits(text, [{ start, end, text: `{ ${field} }` }]);
  }
  const last = isMap(entry) ? entry.items.at(-1) : undefined;
  if (!last) return undefined;
  const end = endOf(last, text);
  if (!isBlock(entry)) return withEdits(text, [{ start: end, end, text: `, ${field}` }]);
  const start = startOf(last);
  // A value of its own lines may end beyond its last line.
  const newline = text.indexOf("\n", text[end - 1] === "\n" ? end - 1 : end);
  const at = newline === -1 ? text.length : newline;
  const lineEnd = text[at - 1] === "\r" ? "\r\n" : "\n";
  const put = text[at - 1] === "\r" ? at - 1 : at;
  return withEdits(text, [{ start: put, end: put, text: `${lineEnd}${" ".repeat(columnOf(text, start))}${field}` }]);
}

function withReason(data: unknown, [key, ...rest]: NodePath, reason: string): unknown {
  if (key === undefined) return data === "any" ? { inactive: reason } : { ...(data as object), inactive: reason };
  if (Array.isArray(data)) return data.with(key as number, withReason(data[key as number], rest, reason));
  const map = data as Readonly<Record<string, unknown>>;
  return { ...map, [key]: withReason(map[key], rest, reason) };
}
