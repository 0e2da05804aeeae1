import type { Anything } from "./planned.ts";

/**
 * The smallest of its kind that still fails: takes away one service, cluster, entry, field or item of a list after the other, as long as what
 * is left fails in the same way. A federation that is refused by then fails in another way.
 */
export function shrunk<Data>(data: Data, fails: (data: Data) => boolean): Data {
  let smallest = structuredClone(data);
  for (let again = true; again; ) {
    again = false;
    for (const path of pathsIn(smallest)) {
      const less = without(smallest, path);
      if (less === undefined || !fails(less)) continue;
      smallest = less;
      again = true;
      break;
    }
  }
  return smallest;
}

/** Every key and item, outermost first: what goes with most goes first. */
function pathsIn(data: unknown): readonly (readonly (string | number)[])[] {
  const found: (string | number)[][] = [];
  let level: { path: (string | number)[]; value: unknown }[] = [{ path: [], value: data }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { path, value } of level) {
      if (typeof value !== "object" || value === null) continue;
      for (const [key, inner] of Object.entries(value)) {
        const below = [...path, Array.isArray(value) ? Number(key) : key];
        found.push(below);
        next.push({ path: below, value: inner });
      }
    }
    level = next;
  }
  return found;
}

function without<Data>(data: Data, path: readonly (string | number)[]): Data | undefined {
  const copy = structuredClone(data) as Anything;
  const above = path.slice(0, -1).reduce((value, key) => value?.[key], copy);
  const last = path.at(-1);
  if (above === undefined || last === undefined) return undefined;
  if (Array.isArray(above)) above.splice(Number(last), 1);
  else delete above[last];
  return copy;
}
