/** Data to be written into federation.yaml. Keys keep their order. */
export type Writable = string | number | boolean | readonly Writable[] | OneLine | WritableMap;

export interface WritableMap {
  readonly [key: string]: Writable;
}

/** A mapping that is always written as `{ a: b }`. */
export class OneLine {
  readonly map: WritableMap;

  constructor(map: WritableMap) {
    this.map = map;
  }
}

/** The lines of `key: value` in block layout, without the indentation of the first level. */
export function asBlock(key: string, value: Writable, step: number): string[] {
  if (isInline(value)) return [`${asScalar(key)}: ${asFlow(value)}`];
  return [`${asScalar(key)}:`, ...asBlockMap(value, step).map((line) => " ".repeat(step) + line)];
}

/** The lines of an item of a list in block layout. */
export function asItem(value: Writable, step: number): string[] {
  const [first = "", ...others] = isInline(value) ? [asFlow(value)] : asBlockMap(value, step);
  return [`- ${first}`, ...others.map((line) => `  ${line}`)];
}

/** `[a, b]`, `{ a: b }`, or the scalar. */
export function asFlow(value: Writable): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return asScalar(value);
  if (isList(value)) return `[${value.map(asFlow).join(", ")}]`;
  const entries = Object.entries(mapOf(value)).map(([key, field]) => `${asScalar(key)}: ${asFlow(field)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** The data that a YAML reader would read. */
export function asData(value: Writable): unknown {
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(asData);
  return Object.fromEntries(Object.entries(mapOf(value)).map(([key, field]) => [key, asData(field)]));
}

/** A whole file in block layout. Only mappings in lists and lists themselves stand on one line. */
export function asFileText(data: WritableMap): string {
  const blocks = Object.entries(data).map(([key, value]) => asBlock(key, value, 2).join("\n"));
  return `${blocks.join("\n")}\n`;
}

function asBlockMap(map: WritableMap, step: number): string[] {
  return Object.entries(map).flatMap(([key, value]) => asBlock(key, value, step));
}

function isInline(value: Writable): value is Exclude<Writable, WritableMap> {
  return typeof value !== "object" || isList(value) || value instanceof OneLine || Object.keys(value).length === 0;
}

function isList(value: Writable): value is readonly Writable[] {
  return Array.isArray(value);
}

function mapOf(value: OneLine | WritableMap): WritableMap {
  return value instanceof OneLine ? value.map : value;
}

/** Plain words that every YAML reader, old or new, reads as a string. Any other text is quoted as in JSON. */
function asScalar(text: string): string {
  const plain = /^[A-Za-z/][\w./*-]*(?: [\w./*-]+)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
