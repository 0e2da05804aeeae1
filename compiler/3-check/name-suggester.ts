import { didYouMean } from "../findings/suggest.ts";

/** Comparing takes time, and a file with more unknown names than this has other problems. */
const maxSuggestions = 100;

/** Makes the help for unknown names: `did you mean …?` if a known name is close, and `otherwise` if not, or after many names. */
export function nameSuggester(known: readonly string[], otherwise: string): (name: string) => string {
  const suggestions = new Map<string, string>();
  return (name) => {
    const suggestion = suggestions.get(name) ?? (suggestions.size < maxSuggestions ? didYouMean(name, known) : undefined) ?? otherwise;
    suggestions.set(name, suggestion);
    return suggestion;
  };
}
