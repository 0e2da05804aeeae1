import type { FederationFile } from "./federation-file.ts";

/** The maps that define clusters, groups, services and roots by name. The file may break the schema. */
export function definitionMaps(file: object): readonly object[] {
  const { clusters, groups, services, trust } = file as Partial<FederationFile>;
  return [clusters, groups, services, trust?.roots].filter((map) => typeof map === "object" && map !== null);
}

/** How many definitions of the file have this name. */
export function definitionsOf(name: string, file: object): number {
  return definitionMaps(file).filter((map) => Object.hasOwn(map, name)).length;
}

/** How often each text occurs in some data, as a key or as a value. */
export function occurrencesOfTexts(data: unknown, found = new Map<string, number>()): ReadonlyMap<string, number> {
  const count = (text: string) => found.set(text, (found.get(text) ?? 0) + 1);
  if (typeof data === "string") count(data);
  if (typeof data !== "object" || data === null) return found;
  for (const [key, inner] of Object.entries(data)) {
    if (!Array.isArray(data)) count(key);
    occurrencesOfTexts(inner, found);
  }
  return found;
}
