import { didYouMean } from "../findings/suggest.ts";

/** Comparing takes time, and a file with more wrong names than this has other troubles. */
const mostSuggestions = 100;

/** `did you mean …?` for names that are not among those known, as long as there are few of them; else what `otherwise` says. */
export function nameSuggester(known: readonly string[], otherwise: string): (name: string) => string {
  const found = new Map<string, string>();
  return (name) => {
    let suggestion = found.get(name);
    if (suggestion === undefined) {
      suggestion = (found.size < mostSuggestions ? didYouMean(name, known) : undefined) ?? otherwise;
      found.set(name, suggestion);
    }
    return suggestion;
  };
}
