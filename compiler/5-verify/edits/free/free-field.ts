import type { FieldEdit } from "../field-edits.ts";
import type { KubernetesObject } from "../kubernetes-object.ts";
import { matchesPath } from "../path.ts";
import type { Surroundings } from "../surroundings.ts";

/** A field that its owner may change: no value of it changes which calls pass or who can read a key. */
export interface FreeField {
  /** A pattern for `matchesPath`. */
  readonly at: string;
  /** The end of a sentence that begins with "no call depends on". */
  readonly why: string;
  /** Set if only some values are free. */
  readonly when?: Condition | undefined;
}

type Condition = (edit: FieldEdit, object: KubernetesObject, surroundings: Surroundings) => boolean;

/** Several fields below a place that are free for one reason. */
export function freeFields(why: string, place: string, fields: readonly string[], when?: Condition): readonly FreeField[] {
  return fields.map((field) => ({ at: place === "" ? field : `${place}.${field}`, why, when }));
}

/** The reason why an edit of a field changes nothing. Undefined if it may change something. */
export function freedom(
  fields: readonly FreeField[],
  edit: FieldEdit,
  object: KubernetesObject,
  surroundings: Surroundings,
): string | undefined {
  return fields.find(({ at, when }) => matchesPath(at, edit.path) && (!when || when(edit, object, surroundings)))?.why;
}

/** The field is missing, or `is` accepts its value. A server would refuse another value, or read it in its own way. */
export function missingOr(is: (found: unknown) => boolean): Condition {
  return ({ found }) => found === undefined || is(found);
}

export function isWholeNumber(value: unknown, from = 1): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= from;
}

export function wholeNumber(from = 1): Condition {
  return missingOr((found) => isWholeNumber(found, from));
}

/** `5s`, `1h30m`, `250ms` */
export const duration: Condition = missingOr((found) => typeof found === "string" && /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(found));

export function oneOf(...values: readonly unknown[]): Condition {
  return missingOr((found) => values.includes(found));
}

export const flag: Condition = oneOf(true, false);
