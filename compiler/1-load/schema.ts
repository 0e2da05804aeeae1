import type { Findings } from "../findings/finding.ts";
import type { FederationFile } from "./federation-file.ts";
import type { Schema } from "./schema-document.ts";
import { ShapeFindings } from "./shape-findings.ts";
import { alternative, locate, type ShapeLocation } from "./shape-location.ts";
import type { Spans } from "./spans.ts";
import { type ErrorObject, validateFederation } from "./validate-federation.ts";

/** Places with mistakes beyond this are not worth listing. */
const MOST = 200;

/** Of several complaints about one value the first of these says it best. */
const VALUE_KEYWORDS = ["type", "const", "enum", "minLength", "maxLength", "minimum", "maximum", "pattern"];
const SIZE_KEYWORDS = ["minItems", "maxItems", "minProperties", "maxProperties"];

/** Reports every way in which the data is not what the schema says; returns it as what it is when there is none. */
export function checkSchema(data: object, at: Spans, findings: Findings): FederationFile | undefined {
  const errors = validateFederation(data);
  if (errors.length === 0) return data as FederationFile;
  const report = new ShapeFindings(at, findings, data);
  let left = MOST;
  for (const [pointer, here] of byPlace(errors)) {
    const location = locate(data, pointer);
    if (location && left-- > 0) explain(location, here, report);
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
  const { value, schema } = location;
  if (value === null) {
    report.empty(location);
    return;
  }
  const chosen = alternative(schema, value);
  if (!chosen) {
    report.wrongType(location);
    return;
  }
  const own = errors.filter((error) => error.propertyName === undefined && belongs(error, chosen));
  const first = (keywords: readonly string[]) => keywords.find((keyword) => own.some((error) => error.keyword === keyword));
  const keyword = first(VALUE_KEYWORDS);
  if (keyword === "type") {
    report.wrongType(location);
    return;
  }
  if (keyword) {
    report.wrongValue({ ...location, schema: chosen }, schema, keyword);
    return;
  }
  for (const name of new Set(errors.flatMap(({ propertyName }) => propertyName ?? []))) report.wrongName(location, chosen, name);
  for (const { params } of own.filter(({ keyword }) => keyword === "uniqueItems")) report.twice(location, params.i, params.j);
  const size = first(SIZE_KEYWORDS);
  if (size) report.wrongSize(location, chosen, size);
  const unknown = own.filter(({ keyword }) => keyword === "additionalProperties").map(({ params }) => String(params.additionalProperty));
  const missing = own.filter(({ keyword }) => keyword === "required").map(({ params }) => String(params.missingProperty));
  report.fields(location, chosen, unknown, missing);
  if (own.some(({ keyword }) => keyword === "oneOf")) report.notExactlyOne(location, chosen, unknown);
}

/** Whether a schema could have said this: what other alternatives say of the same place does not count. */
function belongs({ keyword, params }: ErrorObject, schema: Schema): boolean {
  if (!Object.hasOwn(schema, keyword)) return false;
  if (keyword === "required") return schema.required?.includes(params.missingProperty) ?? false;
  if (keyword === "pattern") return schema.pattern === params.pattern;
  if (keyword === "maxItems" || keyword === "minItems") return schema[keyword] === params.limit;
  return true;
}
