import { markdownText } from "../publish/forges/markdown-text.ts";

/** GitHub takes 65,536 characters per comment. Marks, headings and the ends of lists need some of them; each part gets a share of the rest. */
export const maxCharacters = 60_000;
const maxLine = 1000;

/** Somebody else's text as a piece of a line. It is cut before it is escaped, so that no escape is cut in two. */
export function piece(text: string): string {
  return markdownText(text.length <= maxLine ? text : `${text.slice(0, maxLine - 1)}…`);
}

/** The lines that there is room for, and the number of the others. */
export function fitting(lines: readonly string[], room: number): readonly string[] {
  let used = 0;
  const fits = lines.findIndex((line) => {
    used += line.length + 1;
    return used > room;
  });
  return fits === -1 ? lines : [...lines.slice(0, fits), `- and ${lines.length - fits} more`];
}

/** Lines that a reader can unfold. */
export function fold(title: string, lines: readonly string[]): readonly string[] {
  return ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>", ""];
}

/** Plain text as a code block, so that nothing in it is Markdown. */
export function verbatim(text: string): readonly string[] {
  return [
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`.trimEnd()),
    "",
  ];
}
