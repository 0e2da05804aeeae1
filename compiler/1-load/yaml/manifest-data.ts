/** An object of a manifest, as data. Mappings have no prototype. */
export type ManifestData = Readonly<Record<string, unknown>>;

/** Whether it is a mapping, whose keys can be asked for. */
export function isMapping(value: unknown): value is ManifestData {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
