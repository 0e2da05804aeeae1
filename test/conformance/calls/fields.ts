/** What stands in a mapping of a file of calls. */
export type Fields = Readonly<Record<string, unknown>>;

/** The text of a field. Throws if there is none. */
export function text(entry: Fields, field: string): string {
  const value = entry[field];
  if (typeof value === "string") return value;
  throw new Error(`\`${field}\` must be a string`);
}
