import type { Place } from "../findings/source.ts";
import type { AssertedCall } from "./federation-file.ts";
import type { Spans } from "./spans.ts";

/**
 * The names that lead from the top of a file to a place, joined by dots, such as `services.ratings.expose.cluster2`. They stay the same
 * when lines move and when other entries come or go, so an item of a list counts by its content, or not at all.
 */
export function entryPath(file: object, at: Spans, place: Place): string {
  const names: string[] = [];
  let within: unknown = file;
  while (typeof within === "object" && within !== null) {
    const key = at.entryAround(within, place);
    if (key === undefined) break;
    const isList = Array.isArray(within);
    within = (within as Readonly<Record<string | number, unknown>>)[key];
    names.push(...(isList ? itemName(within) : [String(key)]));
  }
  return names.join(".");
}

/** Whether a path is another one, or lies below it. */
export function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}.`);
}

function itemName(item: unknown): readonly string[] {
  if (typeof item !== "object" || item === null) return [String(item)];
  const { as, cluster, file, never, always, between, finding } = item as Readonly<Record<string, unknown>>;
  const call = (never ?? always) as AssertedCall | undefined;
  const name = as ?? cluster ?? file ?? call?.to ?? between ?? finding;
  return name === undefined ? [] : [[name].flat().join(",")];
}
