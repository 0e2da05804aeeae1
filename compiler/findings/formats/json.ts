import type { Finding } from "../finding.ts";
import type { Place } from "../source.ts";

/** A finding for programs. Lines and columns count from 1, columns in UTF-16 units. The end is the first position after the place. */
interface JsonFinding extends Partial<JsonPlace> {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly related?: JsonPlace & { readonly message: string };
  readonly help?: string;
  /** The reason for which the file accepts it. */
  readonly because?: string;
}

interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A finding for programs. Fields that do not apply are left out, and it holds no text of the source. */
export function findingAsJson({ code, severity, message, at, related, help, accepted }: Finding): JsonFinding {
  return {
    code,
    severity,
    message,
    ...(at && placeAsJson(at)),
    ...(related && { related: { message: related.message, ...placeAsJson(related.at) } }),
    ...(help !== undefined && { help }),
    ...(accepted !== undefined && { because: accepted }),
  };
}

export function placeAsJson({ source, start, end }: Place): JsonPlace {
  const first = source.position(start);
  const last = source.position(end);
  return { file: source.name, line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
}
