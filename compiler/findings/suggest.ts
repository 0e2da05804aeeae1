import { Failure } from "./failure.ts";
import { enumerated, quoted } from "./formats/words.ts";

/** `did you mean …?` for a name that is close to an existing one, or the beginning of one; undefined if none is. */
export function didYouMean(name: string, existing: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const all = [...existing];
  const begun = all.filter((candidate) => name.length >= shortestBeginning && beginsWith(candidate.toLowerCase(), name.toLowerCase()));
  const close = all
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate }) => candidate);
  const meant = close.length > 0 ? close : begun.length === 1 ? begun : [];
  return meant.length > 0 ? `did you mean ${quoted(meant.slice(0, 3), "or")}?` : undefined;
}

/** Whether a name begins with a word or its plural: `retries` begins with `retry`. */
function beginsWith(candidate: string, name: string): boolean {
  return candidate.startsWith(name) || candidate.startsWith(name.replace(/y$/, "ie"));
}

const shortestBeginning = 4;
const maxListed = 8;

/** The same, but if no name is close it lists the existing ones, or the first of them. */
export function didYouMeanOneOf(name: string, existing: Iterable<string>): string | undefined {
  const names = [...existing].map((candidate) => `\`${candidate}\``);
  if (names.length === 0) return undefined;
  const list = names.length > maxListed ? [...names.slice(0, maxListed), `${names.length - maxListed} more`] : names;
  return didYouMean(name, existing) ?? `there ${names.length === 1 ? "is" : "are"} ${enumerated(list)}`;
}

/** Comparing takes time, and a file with more unknown names than this has other problems. */
const maxSuggestions = 100;

/** Makes the help for unknown names: `did you mean …?` if a known name is close, and `otherwise` if not, or after many names. */
export function nameSuggester(names: readonly string[], otherwise: string): (name: string) => string {
  const suggestions = new Map<string, string>();
  return (name) => {
    const suggestion = suggestions.get(name) ?? (suggestions.size < maxSuggestions ? didYouMean(name, names) : undefined) ?? otherwise;
    suggestions.set(name, suggestion);
    return suggestion;
  };
}

/** Throws a Failure for the first name that the federation does not have. */
export function mustExist(kind: string, names: readonly string[], existing: readonly string[]): void {
  for (const name of names)
    if (!existing.includes(name)) throw new Failure(`there is no ${kind} \`${name}\` in the federation`, didYouMeanOneOf(name, existing));
}

/**
 * The number of edits between two words, where a swap of neighbours counts once (optimal string alignment). It may give any number above
 * `limit` for words that differ more.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}
