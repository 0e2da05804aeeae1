import { getOrMake } from "../../istio/objects/indexed.ts";

/** A place in an object: keys, and indices of lists. */
export type Path = readonly (string | number)[];

/** `spec.rules[0].to` */
export function pathText(path: Path): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : `${i === 0 ? "" : "."}${part}`)).join("");
}

/**
 * Whether a path fits a pattern such as `spec.rules.*.from`: `*` stands for one key or index, `**` at the end for any number of them.
 * The keys of a pattern have no dots.
 */
export function matchesPath(pattern: string, path: Path): boolean {
  const { parts, open } = getOrMake(cache, pattern, () => read(pattern));
  if (open ? path.length < parts.length : path.length !== parts.length) return false;
  return parts.every((part, i) => part === "*" || part === String(path[i]));
}

/** Cached, since some hundred patterns are compared with every field. */
const cache = new Map<string, ReturnType<typeof read>>();

function read(pattern: string): { readonly parts: readonly string[]; readonly open: boolean } {
  const parts = pattern.split(".");
  const open = parts.at(-1) === "**";
  return { parts: open ? parts.slice(0, -1) : parts, open };
}
