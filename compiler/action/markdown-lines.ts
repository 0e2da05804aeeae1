import { markdownText } from "../publish/forges/markdown-text.ts";

/** GitHub takes 65,536 characters of a comment; marks, headings and the ends of lists need some of them. Each part has its share. */
export const maxCharacters = 60_000;
const mostLine = 1000;

/** A text of somebody else's as a piece of a line, cut before it is escaped, so that no escape is cut in two. */
export function piece(text: string): string {
  return markdownText(text.length <= mostLine ? text : `${text.slice(0, mostLine - 1)}…`);
}

/** As many of these lines as there is room for, and how many more there are. */
export function fitting(lines: readonly string[], room: number): readonly string[] {
  let used = 0;
  const fits = lines.findIndex((line) => {
    used += line.length + 1;
    return used > room;
  });
  return fits === -1 ? lines : [...lines.slice(0, fits), `- and ${lines.length - fits} more`];
}

/** What takes room only for those who want to see it. */
export function fold(title: string, lines: readonly string[]): readonly string[] {
  return ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>", ""];
}

/** Plain text as it is, in which nothing means anything: every line is code. */
export function verbatim(text: string): readonly string[] {
  return [
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`.trimEnd()),
    "",
  ];
}
