import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";

export type { ErrorObject };

let validate: ValidateFunction | undefined;

/** `oneOf` over `required` is how the schema says "exactly one of": hence no `strictRequired`. */
export const ajvOptions = { strict: true, strictRequired: false, allErrors: true, ownProperties: true } as const;

/** What the schema has against some data, in ajv's words; nothing if it fits. The only door to ajv: the bundle has code in its place that ajv wrote. */
export function validateFederation(data: unknown): ErrorObject[] {
  validate ??= new Ajv2020(ajvOptions).compile(
    JSON.parse(readFileSync(new URL("../../schemas/federation.schema.json", import.meta.url), "utf8")),
  );
  return validate(data) ? [] : (validate.errors ?? []);
}
