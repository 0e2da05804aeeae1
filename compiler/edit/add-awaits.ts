import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar } from "yaml";
import { columnOf, dataOf, documentOf, endOf, isBlock, type NodePath, nodeAt, startOf, withChange } from "./layout.ts";
import { editBetween, type TextEdit, withEdits } from "./text-edit.ts";

/** Who writes the other half of a grant. */
export type OtherHalf = "consumer" | "exposer";

/** The edit that writes `awaits` into the mapping that `path` leads to, as its last field, or in place of `any` or `{}`. Undefined if it cannot. */
export function addAwaits(text: string, path: NodePath, other: OtherHalf): readonly TextEdit[] | undefined {
  const edited = waiting(text, nodeAt(documentOf(text).contents, path), other);
  const withWord = (entry: unknown) => ({ ...(entry === "any" ? {} : (entry as object)), awaits: other });
  return edited !== undefined && isDeepStrictEqual(dataOf(edited), withChange(dataOf(text), path, withWord))
    ? [editBetween(text, edited)]
    : undefined;
}

function waiting(text: string, entry: unknown, other: OtherHalf): string | undefined {
  const field = `awaits: ${other}`;
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
