import type { Finding } from "../finding.ts";
import type { Place } from "../source.ts";

/** A finding for programs. Lines and columns count from 1, columns in UTF-16 units; the end is the first position behind the place. */
export interface JsonFinding extends Partial<JsonPlace> {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly related?: JsonPlace & { readonly message: string };
  readonly help?: string;
}

export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What stands there in JSON; fields that do not apply are left out. No text of the source is in it. */
export function findingAsJson({ code, severity, message, at, related, help }: Finding): JsonFinding {
  return {
    code,
    severity,
    message,
    ...(at && placeAsJson(at)),
    ...(related && { related: { message: related.message, ...placeAsJson(related.at) } }),
    ...(help !== undefined && { help }),
  };
}

/** Where something stands, for programs. */
export function placeAsJson({ source, start, end }: Place): JsonPlace {
  const first = source.position(start);
  const last = source.position(end);
  return { file: source.name, line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
}
