import type { FieldEdit } from "../field-edits.ts";
import type { KubernetesObject } from "../kubernetes-object.ts";
import { fits } from "../path.ts";
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
  return fields.find(({ at, when }) => fits(at, edit.path) && (!when || when(edit, about, surroundings)))?.why;
}

/** Whether what stands there, if anything does, is a number from 1 on. */
export function isPositive({ found }: FieldEdit): boolean {
  return found === undefined || (typeof found === "number" && Number.isInteger(found) && found > 0);
}
