/** Repetitions without end that are tried at most: the time of trying grows with the text's length to the power of their number. */
const mostOpen = 2;

/**
 * A user's regular expression of RE2 as a test of whole values, where JavaScript reads the same in it and is sure to be quick: it tries one way
 * after another, where RE2 never takes longer than the text. Undefined for flags, named groups, classes such as `[[:alpha:]]`, most escapes of
 * letters, and for a repetition of a group, or of more than few parts.
 */
export function triedRegex(re2: string): ((value: string) => boolean) | undefined {
  const bare = re2.replace(/\\[^A-Za-z0-9]/g, "x");
  if (/\(\?(?!:)|\[\[?:|\\[^dDwWsSbBnrtfv]/.test(bare)) return undefined;
  const outside = bare.replace(/\[\^?\]?[^\]]*\]/g, "x");
  if (/\)[*+?{]/.test(outside)) return undefined;
  if ((outside.match(/[*+]|\{\d+,\}/g) ?? []).length > mostOpen) return undefined;
  try {
    const whole = new RegExp(`^(?:${re2})$`, "s");
    return (value) => whole.test(value);
  } catch {
    return undefined;
  }
}
