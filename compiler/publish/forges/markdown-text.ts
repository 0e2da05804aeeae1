import { printable } from "../../findings/formats/printable.ts";

/** A space without width. It separates characters that GitHub, or a mail program that quotes it, would otherwise read as one word. */
const separator = "\u200b";

/**
 * Quotes a foreign text as one line of Markdown: without markup, HTML, lists and links, and without mentions (`@name`) or references that
 * could close issues (`#1`, `GH-1`, an address). GitHub looks for mentions and references after it has resolved entities and backslashes,
 * so these need a separator instead.
 */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/ +/g, " ")
    .trim()
    .replace(/[\\`*_[\]~|$]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/@/g, `@${separator}`)
    .replace(/#/g, `\\#${separator}`)
    .replace(/:(?=\S)/g, `:${separator}`)
    .replace(/\b(www)\./gi, `$1${separator}.`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${separator}-`)
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}${separator}` : `\\${start}`));
}
