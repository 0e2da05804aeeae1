import type { Federation } from "../2-resolve/federation.ts";

/**
 * A value without what means nothing: the order of names, one alternative as a list, the file that a certificate lies in. The order of addresses is
 * that of endpoints.
 */
export function meaningOf(path: readonly string[], value: unknown, federation: Federation): unknown {
  if (value === undefined) return undefined;
  if (path[0] === "trust" && path[1] === "roots") {
    const items = federation.roots.get(path[2] ?? "")?.items ?? [];
    return items.map(({ state, certificates }) => [state, certificates.map(({ fingerprint }) => fingerprint)]);
  }
  if (path.at(-1) === "addresses") return value;
  return unordered(path[0] === "services" && path[4] === "allow" ? [value].flat() : value);
}

function unordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.some((item) => typeof item === "object") ? value.map(unordered) : value.toSorted();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, unordered(item)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A half of a grant that does not wait, without the word for it. */
export function withoutAwaits(path: readonly string[], value: unknown): unknown {
  if (path[2] === "consume") return path.at(-1) === "awaits" ? undefined : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutAwaits(path, item));
  const { awaits: _, ...others } = value as { readonly awaits?: unknown };
  return Object.keys(others).length === 0 ? "any" : others;
}
