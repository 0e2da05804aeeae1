/** `1 cluster`, `2 clusters`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** Words as part of a sentence: `a, b and c`. */
export function enumerated(words: readonly string[], conjunction: "and" | "or" | "nor" = "and"): string {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}` : words.join();
}

/** Names as part of a sentence: `` `a`, `b` and `c` ``. */
export function quoted(names: Iterable<string>, conjunction: "and" | "or" = "and"): string {
  return enumerated(
    Array.from(names, (name) => `\`${name}\``),
    conjunction,
  );
}

/** Breaks a text at its spaces so that no line is longer than 80 columns. Every line but the first, which has it already, gets the indent. */
export function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > 80) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

/** A word as a shell reads it back, without quotes where it needs none. */
export function quotedForShell(word: string): string {
  return /^[\w./:][\w./:-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
