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
export function matchesPath(pattern: string, path: Path): boolean {
  const { parts, open } = read(pattern);
  if (open ? path.length < parts.length : path.length !== parts.length) return false;
  return parts.every((part, i) => part === "*" || part === String(path[i]));
}

interface Pattern {
  readonly parts: readonly string[];
  readonly open: boolean;
}

/** There are some hundred of them, and each is asked about every field. */
const patterns = new Map<string, Pattern>();

function read(text: string): Pattern {
  const known = patterns.get(text);
  if (known) return known;
  const parts = text.split(".");
  const open = parts.at(-1) === "**";
  const pattern = { parts: open ? parts.slice(0, -1) : parts, open };
  patterns.set(text, pattern);
  return pattern;
}
