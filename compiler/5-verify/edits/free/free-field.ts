import type { FieldEdit } from "../field-edits.ts";
import type { KubernetesObject } from "../kubernetes-object.ts";
import { matchesPath } from "../path.ts";
import type { Surroundings } from "../surroundings.ts";

/** A field that its owner may change: whatever it says, the same calls come through, and the same people read keys. */
export interface FreeField {
  /** As `fits` reads it. */
  readonly at: string;
  /** Why no call and no key depends on it: the end of a sentence that begins with "no call depends on". */
  readonly why: string;
  /** Where it is free for some values only. */
  readonly when?: (edit: FieldEdit, about: KubernetesObject, surroundings: Surroundings) => boolean;
}

/** The reason why an edit of a field changes nothing; undefined where it may. */
export function freedom(
  fields: readonly FreeField[],
  edit: FieldEdit,
  about: KubernetesObject,
  surroundings: Surroundings,
): string | undefined {
  return fields.find(({ at, when }) => matchesPath(at, edit.path) && (!when || when(edit, about, surroundings)))?.why;
}

type Condition = NonNullable<FreeField["when"]>;

/** Nothing stands there, or what `is` says; something else a server would refuse, or read in its own way. */
export function live(is: (found: unknown) => boolean): Condition {
  return ({ found }) => found === undefined || is(found);
}

/** A whole number from 1 on, or from another on. */
export function wholeNumber(from = 1): Condition {
  return live((found) => typeof found === "number" && Number.isInteger(found) && found >= from);
}

/** `5s`, `1h30m`, `250ms` */
export const duration: Condition = live((found) => typeof found === "string" && /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(found));

export function oneOf(...values: readonly unknown[]): Condition {
  return live((found) => values.includes(found));
}

export const flag: Condition = oneOf(true, false);
