import type { AssertedCall, ExceptionEntry } from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Place } from "../findings/source.ts";

/** A value of a field that takes one or a list, and its place. */
interface WrittenValue {
  readonly value: string;
  readonly place: Place;
  readonly isInList: boolean;
}

/** The values of such a field; none if it is left out. */
export function writtenValues<Field extends string>(
  at: Spans,
  within: { readonly [field in Field]?: string | readonly string[] },
  field: Field,
): readonly WrittenValue[] {
  const written = within[field];
  if (written === undefined) return [];
  if (typeof written === "string") return [{ value: written, place: at.value(within, field), isInList: false }];
  return written.map((value, index) => ({ value, place: at.value(written, index), isInList: true }));
}

/** The clusters and groups that an assertion names, also in its exceptions. */
export function assertedClusters(at: Spans, call: AssertedCall): readonly WrittenValue[] {
  return [call, ...exceptionsIn(call)]
    .flatMap((one) => [...writtenValues(at, one, "from"), ...writtenValues(at, one, "at")])
    .concat(exceptedNames(at, call))
    .filter(({ value, isInList }) => value !== "any" || isInList);
}

/** The services that it names. */
export function assertedServices(at: Spans, call: AssertedCall): readonly WrittenValue[] {
  return [call, ...exceptionsIn(call)]
    .flatMap((one) => writtenValues(at, one, "to"))
    .filter(({ value, isInList }) => value !== "any" || isInList);
}

function exceptionsIn({ except = [] }: AssertedCall): readonly ExceptionEntry[] {
  return except.filter((entry) => typeof entry !== "string");
}

/** The names that stand alone under `except`. */
function exceptedNames(at: Spans, { except = [] }: AssertedCall): readonly WrittenValue[] {
  return except.flatMap((value, index) => (typeof value === "string" ? { value, place: at.value(except, index), isInList: true } : []));
}
