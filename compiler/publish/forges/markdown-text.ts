import { printable } from "../../findings/formats/printable.ts";

/** Shown as nothing; it parts what GitHub, or a mail program that quotes it, would otherwise read as one word. */
const parting = "\u200b";

/**
 * A text of somebody else's as one line of Markdown that means only itself: no markup, HTML or list, no link, and nothing by which GitHub
 * mentions people (`@name`), refers to issues (`#1`, `GH-1`, an address) or closes them. GitHub looks for these after entities and
 * backslashes are gone, so there it takes a character between.
 */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/ +/g, " ")
    .trim()
    .replace(/[\\`*_[\]~|$]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/@/g, `@${parting}`)
    .replace(/#/g, `\\#${parting}`)
    .replace(/:(?=\S)/g, `:${parting}`)
    .replace(/\b(www)\./gi, `$1${parting}.`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${parting}-`)
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}${parting}` : `\\${start}`));
}
