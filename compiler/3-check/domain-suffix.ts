/** A name and every name it lies under, longest first: `a.b.c`, `b.c`, `c`. */
export function domainsOf(name: string): readonly string[] {
  const labels = name.split(".");
  return labels.map((_, from) => labels.slice(from).join("."));
}

/** Whether a name is a domain or lies under it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
