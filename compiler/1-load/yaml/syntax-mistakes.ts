/** A way in which a text is no YAML, in words. */
export interface SyntaxMistake {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

/** The mistakes that are made between lines. */
export const MISTAKES = {
  tab: { code: "FED106", message: "a tab stands in the indentation", help: "indent with spaces; YAML allows no tabs there" },
  indentation: {
    code: "FED106",
    message: "this line is indented like none above that it could belong to",
    help: "indent it exactly as its neighbours are",
  },
  noPair: { code: "FED107", message: "this line has no `key: value`", help: "is a colon with a space after it missing here?" },
  wideColon: {
    code: "FED107",
    message: "this line has a colon that is not YAML's (`：`, U+FF1A)",
    help: "type a plain `:`, with a space after it",
  },
  noKey: { code: "FED107", message: "the key before this colon is missing", help: "write `key: value`" },
  secondColon: {
    code: "FED107",
    message: "a second colon stands on this line",
    help: "put the value in quotes if the colon belongs to it, else begin a new line",
  },
  listOnLine: {
    code: "FED107",
    message: "a list begins on the line of its key",
    help: "begin it on the next line, or write it in brackets: `[a, b]`",
  },
  itemAmongKeys: {
    code: "FED107",
    message: "a list item stands among keys",
    help: "indent it as what it belongs to, or take its dash out",
  },
  keyAmongItems: {
    code: "FED107",
    message: "a key stands among list items",
    help: "indent it as what it belongs to, or begin it with a dash",
  },
  afterValue: {
    code: "FED107",
    message: "there is text after the end of the value",
    help: "is a comma, a blank before `#` or a quote missing, or is there one too many?",
  },
  afterBraces: {
    code: "FED107",
    message: "there is text after the end of the value",
    help: 'put a text that begins with a brace in quotes: `"{cluster}.example.com"`',
  },
  notAKey: {
    code: "FED110",
    message: "a list or a mapping stands where a key is expected",
    help: "a key is one word; put text with brackets in quotes",
  },
  directive: { code: "FED105", message: "this is a YAML directive", help: "take it out: federation.yaml is plain YAML 1.2" },
  secondDocument: {
    code: "FED105",
    message: "a second document begins here",
    help: "keep one document per file, with `---` only at its beginning",
  },
  documentEnd: { code: "FED105", message: "the document ends here", help: "take the `...` out: a file holds one document" },
} as const satisfies Record<string, SyntaxMistake>;

/** A line without a pair, or with a colon of another script. */
export function noPairIn(line: string): SyntaxMistake {
  return line.includes("：") ? MISTAKES.wideColon : MISTAKES.noPair;
}

/** A key that is indented as if it belonged to a key that has a value. */
export function belongsTo(key: string): SyntaxMistake {
  const name = key.length > 40 ? `${key.slice(0, 40)}…` : key;
  return {
    code: "FED106",
    message: `this is indented as if it belonged to \`${name}\`, which has a value already`,
    help: `indent it like \`${name}\`, or leave the value of \`${name}\` out`,
  };
}

/** The first of some lines with a tab in their indentation. */
export function tabs(lines: number): SyntaxMistake {
  const { tab } = MISTAKES;
  if (lines < 2) return tab;
  return { ...tab, message: `${tab.message}, here and in ${lines - 1} more ${lines > 2 ? "lines" : "line"}` };
}

/** The mistake of a text that stands behind a value: behind braces, it is often the rest of a text that begins with `{cluster}`. */
export function mistakeAfterValue(text: string, at: number): SyntaxMistake {
  return /^\}[\w./-]$/.test(text.slice(at - 1, at + 1)) ? MISTAKES.afterBraces : MISTAKES.afterValue;
}
