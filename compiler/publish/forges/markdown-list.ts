import { markdownText } from "./markdown-text.ts";

/** GitHub takes 65,536 characters per comment. Marks, headings and the ends of lists need some of them; each part gets a share of the rest. */
export const maxCharacters = 60_000;
const maxLine = 1000;

/** Somebody else's text as a piece of a line. It is cut before it is escaped, so that no escape is cut in two; a cut says how much is missing. */
export function piece(text: string): string {
  return markdownText(text.length <= maxLine ? text : `${text.slice(0, maxLine)}… and ${text.length - maxLine} more characters`);
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

/** Whether a line stands for others that there was no room for. */
export function isCut(line: string): boolean {
  return /^- and \d+ more$/.test(line);
}

/** The items that there is room for, under a head; nothing without items. */
export function listBlock(head: string, items: readonly string[], room: number): readonly string[] {
  return items.length === 0 ? [] : [head, "", ...fitting(items, room), ""];
}

/** Lines that a reader can unfold. */
export function fold(title: string, lines: readonly string[]): readonly string[] {
  return ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>", ""];
}
