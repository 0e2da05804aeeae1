/** The kind of a piece of text. */
export type Emphasis = "error" | "warning" | "note" | "help" | "strong" | "faint" | "good";

/** Marks a text up for its destination. */
export type Style = (emphasis: Emphasis, text: string) => string;

const codes: Readonly<Record<Emphasis, string>> = {
  error: "1;31",
  warning: "1;33",
  note: "1;36",
  help: "1;36",
  strong: "1",
  faint: "2",
  good: "32",
};

/** For files, pipes and people who want no colour. */
export const plain: Style = (_, text) => text;

/** For a terminal. */
export const coloured: Style = (emphasis, text) => (text === "" ? "" : `\u001b[${codes[emphasis]}m${text}\u001b[0m`);
