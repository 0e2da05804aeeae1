/** The patterns of `gitops.synced.status`, which is one or a list. A status must report for each. */
export function statusPatterns(status: string | readonly string[]): readonly string[] {
  return typeof status === "string" ? [status] : status;
}

/** Whether a pattern, in which `*` stands for any characters, matches the name of a commit status. */
export function matchesStatus(pattern: string, name: string): boolean {
  return overlap(pattern, name, false);
}

/** Whether some name matches both patterns. */
export function mayMatchTheSame(one: string, other: string): boolean {
  return overlap(one, other, true);
}

/** Whether some text matches both; a `*` in the other one is a plain character unless `wild` says otherwise. */
function overlap(one: string, other: string, wild: boolean): boolean {
  // reachable[j]: whether the part of `one` so far and the first j characters of `other` have a text in common.
  let reachable = starting(other, wild);
  for (const character of one.split("")) {
    const next: boolean[] = [character === "*" ? (reachable[0] ?? false) : false];
    for (let j = 1; j <= other.length; j += 1) {
      const across = other[j - 1] ?? "";
      const otherIsWild = wild && across === "*";
      if (character === "*") next.push((reachable[j] ?? false) || (next[j - 1] ?? false));
      else if (otherIsWild) next.push((reachable[j] ?? false) || (next[j - 1] ?? false));
      else next.push(character === across && (reachable[j - 1] ?? false));
    }
    reachable = next;
  }
  return reachable[other.length] ?? false;
}

/** Before any character of the one pattern, only wildcards of the other one can be passed. */
function starting(other: string, wild: boolean): boolean[] {
  const reachable = [true];
  for (const character of other.split("")) reachable.push(wild && character === "*" && (reachable.at(-1) ?? false));
  return reachable;
}
