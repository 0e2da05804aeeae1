/** A place in an object: keys, and indices of lists. */
export type Path = readonly (string | number)[];

/** `spec.rules[0].to` */
export function pathText(path: Path): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : `${i === 0 ? "" : "."}${part}`)).join("");
}

/**
 * Whether a pattern such as `spec.rules.*.from` means a path: `*` stands for one key or index, `**` at the end for the rest, also for none.
 * A key that is written out has no dots.
 */
export function fits(pattern: string, path: Path): boolean {
  const parts = pattern.split(".");
  const open = parts.at(-1) === "**";
  const fixed = open ? parts.slice(0, -1) : parts;
  if (open ? path.length < fixed.length : path.length !== fixed.length) return false;
  return fixed.every((part, i) => part === "*" || part === String(path[i]));
}
