/** Names as part of a sentence: `` `a`, `b` and `c` ``. */
export function quoted(names: Iterable<string>, conjunction: "and" | "or" = "and"): string {
  const all = [...names].map((name) => `\`${name}\``);
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} ${conjunction} ${all.at(-1)}` : (all[0] ?? "");
}
