import type { Findings } from "../../findings/finding.ts";
import type { FederationFile } from "../federation-file.ts";
import type { Schema } from "../schema-document.ts";
import type { Spans } from "../spans.ts";
import { type ErrorObject, validateFederation } from "../validate-federation.ts";
import { ShapeFindings } from "./shape-findings.ts";
import { alternative, locate, type ShapeLocation } from "./shape-location.ts";

/** Places with mistakes, and mistakes at one place, beyond these are not worth listing. */
const MOST_PLACES = 200;
const MOST_AT_ONE = 20;

/** Of several complaints about one value the first of these says it best. */
const VALUE_KEYWORDS = ["type", "const", "enum", "minLength", "maxLength", "minimum", "maximum", "pattern"];
const SIZE_KEYWORDS = ["minItems", "maxItems", "minProperties", "maxProperties"];

/** Reports every way in which the data is not what the schema says; returns it as what it is when there is none. */
export function checkSchema(data: object, at: Spans, findings: Findings): FederationFile | undefined {
  const errors = validateFederation(data);
  if (errors.length === 0) return data as FederationFile;
  const report = new ShapeFindings(at, findings, data);
  let left = MOST_PLACES;
  for (const [pointer, here] of byPlace(errors)) {
    const location = locate(data, pointer);
    if (!location) continue;
    const last = left-- === 0;
    if (last) report.more = true;
    explain(location, here, report);
    if (last) break;
  }
  // ajv is the judge, the words are ours: a verdict without words means that some are missing.
  if (!findings.hasErrors) throw new Error(`no words for what the schema says of ${errors[0]?.instancePath}: ${errors[0]?.message}`);
  return undefined;
}

function byPlace(errors: readonly ErrorObject[]): Map<string, ErrorObject[]> {
  const places = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    const here = places.get(error.instancePath);
    if (here) here.push(error);
    else places.set(error.instancePath, [error]);
  }
  return places;
}

/** One mistake, one finding: of everything that ajv says about one place, what the data's author would say. */
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
  const most = <T>(list: readonly T[]) => report.first(list, MOST_AT_ONE);
  const all = (wanted: string) => most(own.filter(({ keyword }) => keyword === wanted));
  const names = new Set(errors.flatMap(({ propertyName }) => propertyName ?? []));
  for (const name of most([...names])) report.wrongName(location, schema, name);
  const twice = own.find(({ keyword }) => keyword === "uniqueItems");
  if (twice) report.twice(location, twice.params.i, twice.params.j);
  const size = own.find(({ keyword }) => SIZE_KEYWORDS.includes(keyword));
  if (size) report.wrongSize(location, schema, size.keyword);
  const unknown = all("additionalProperties").map(({ params }) => String(params.additionalProperty));
  const missing = all("required").map(({ params }) => String(params.missingProperty));
  report.fields(location, schema, unknown, missing);
  if (own.some(({ keyword }) => keyword === "oneOf")) report.notExactlyOne(location, schema, unknown);
}

/** Whether a schema could have said this: what other alternatives say of the same place does not count. */
function belongs({ keyword, params }: ErrorObject, schema: Schema): boolean {
  if (!Object.hasOwn(schema, keyword)) return false;
  if (keyword === "required") return schema.required?.includes(params.missingProperty) ?? false;
  if (keyword === "type") return schema.type === params.type;
  if (keyword === "pattern") return schema.pattern === params.pattern;
  if (keyword === "maxItems" || keyword === "minItems") return schema[keyword] === params.limit;
  return true;
}
