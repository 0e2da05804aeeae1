import type { Findings } from "../../findings/finding.ts";
import type { WrittenFile } from "../federation-file.ts";
import type { Schema } from "../schema-document.ts";
import type { Spans } from "../spans.ts";
import { type ErrorObject, validateFederation } from "../validate-federation.ts";
import { ShapeFindings } from "./shape-findings.ts";
import { alternative, locate, type ShapeLocation } from "./shape-location.ts";

/** More places with mistakes, or more mistakes at one place, are not worth listing. */
const MAX_PLACES = 200;
const MAX_AT_ONE = 20;

/** If several keywords fail for one value, the first of these explains it best. */
const VALUE_KEYWORDS = ["type", "const", "enum", "minLength", "maxLength", "minimum", "maximum", "pattern"];
const SIZE_KEYWORDS = ["minItems", "maxItems", "minProperties", "maxProperties"];

/** Reports every way in which the data breaks the schema. Returns the data, now typed, if there is none. */
export function checkSchema(data: object, at: Spans, findings: Findings): WrittenFile | undefined {
  const errors = validateFederation(data);
  if (errors.length === 0) return data as WrittenFile;
  const report = new ShapeFindings(at, findings, data);
  const located = [...byPlace(errors)].flatMap(([pointer, here]) => {
    const location = locate(data, pointer);
    return location ? [{ location, here }] : [];
  });
  for (const [index, { location, here }] of located.slice(0, MAX_PLACES + 1).entries()) {
    if (index === MAX_PLACES) report.more = true;
    explain(location, here, report);
  }
  // ajv decides, and the words are ours. An error without a finding means that words are missing.
  if (!findings.hasErrors)
    throw new Error(`there are no words for an error of the schema at ${errors[0]?.instancePath}: ${errors[0]?.message}`);
  return undefined;
}

function byPlace(errors: readonly ErrorObject[]): Map<string, ErrorObject[]> {
  const places = new Map<string, ErrorObject[]>(errors.map(({ instancePath }) => [instancePath, []]));
  for (const error of errors) places.get(error.instancePath)?.push(error);
  return places;
}

/** Makes one finding of one mistake, however many errors ajv has at its place. */
function explain(location: ShapeLocation, errors: readonly ErrorObject[], report: ShapeFindings): void {
  const chosen = alternative(location.schema, location.value);
  const own = errors.filter((error) => error.propertyName === undefined && chosen && belongs(error, chosen));
  const keyword = VALUE_KEYWORDS.find((keyword) => own.some((error) => error.keyword === keyword));
  if (location.value === null) report.empty(location);
  else if (!chosen || keyword === "type") report.wrongType(location);
  else if (keyword) report.wrongValue(location, chosen, keyword);
  else explainEntries(location, chosen, errors, own, report);
}

function explainEntries(
  location: ShapeLocation,
  schema: Schema,
  errors: readonly ErrorObject[],
  own: readonly ErrorObject[],
  report: ShapeFindings,
) {
  const most = <T>(list: readonly T[]) => report.first(list, MAX_AT_ONE);
  const failures = (keyword: string) => most(own.filter((error) => error.keyword === keyword));
  const names = new Set(errors.flatMap(({ propertyName }) => propertyName ?? []));
  for (const name of most([...names])) report.wrongName(location, schema, name);
  const twice = own.find(({ keyword }) => keyword === "uniqueItems");
  if (twice) report.twice(location, twice.params.i, twice.params.j);
  const size = own.find(({ keyword }) => SIZE_KEYWORDS.includes(keyword));
  if (size) report.wrongSize(location, schema, size.keyword);
  const unknown = failures("additionalProperties").map(({ params }) => String(params.additionalProperty));
  const missing = failures("required").map(({ params }) => String(params.missingProperty));
  report.fields(location, schema, unknown, missing);
  if (own.some(({ keyword }) => keyword === "oneOf")) report.notExactlyOne(location, schema, unknown);
}

/** Whether an error can come from a schema. Errors of other alternatives at the same place do not count. */
function belongs({ keyword, params }: ErrorObject, schema: Schema): boolean {
  if (!Object.hasOwn(schema, keyword)) return false;
  if (keyword === "required") return schema.required?.includes(params.missingProperty) ?? false;
  if (keyword === "type") return schema.type === params.type;
  if (keyword === "pattern") return schema.pattern === params.pattern;
  if (keyword === "maxItems" || keyword === "minItems") return schema[keyword] === params.limit;
  return true;
}
