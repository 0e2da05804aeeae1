import * as assert from "uvu/assert";

/** Puts a list between the two comments that bear its name. */
export function withList(document: string, name: string, list: string): string {
  const between = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  assert.match(document, between);
  return document.replace(between, (_, before: string, after: string) => `${before}\n${list}\n\n${after}`);
}

/** What stands in the code blocks of a language. */
export function fences(document: string, language: string): readonly string[] {
  return [...document.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, block]) => block ?? "");
}

/** The headings, without their marks. */
export function headingsOf(document: string): readonly string[] {
  return [...document.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? "");
}

/** Where the links lead that stay in the repository. */
export function linksOf(document: string): readonly string[] {
  return [...document.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link ?? "")
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** The anchor of a heading, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-");
}

/** Every command line of fedc's: in code within a sentence, and in blocks for a shell, with lines that go on joined. */
export function commandLinesIn(document: string): readonly string[] {
  const inBlocks = [...fences(document, "sh"), ...fences(document, "console")]
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.replace(/^\$ /, "").replace(/\s+#.*$/, ""));
  const inSentences = [...document.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/`([^`]+)`/g)].map(([, code]) =>
    (code ?? "").replaceAll("\n", " "),
  );
  return [...inBlocks, ...inSentences].filter((line) => line.startsWith("fedc "));
}

export interface Session {
  /** What stands before it. */
  readonly above: string;
  readonly commands: readonly Shown[];
}

/** A command, and what is shown of what it says, from a place in the document on. */
export interface Shown {
  readonly line: string;
  readonly shown: string;
  readonly start: number;
}

/** The blocks that show commands after a `$`, with what they say. */
export function sessionsIn(document: string): readonly Session[] {
  return [...document.matchAll(/^```console\n(\$ [\s\S]*?)^```$/gm)].map(({ 0: whole, index, 1: block = "" }) => ({
    above: document.slice(0, index),
    commands: [...block.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(({ 0: part, index: within, 1: line = "", 2: shown = "" }) => ({
      line,
      shown,
      start: index + whole.indexOf(block) + within + part.length - shown.length,
    })),
  }));
}

/** The document with other texts in place of what was shown. */
export function withShown(document: string, said: ReadonlyMap<Shown, string>): string {
  const fromTheEnd = [...said].sort(([a], [b]) => b.start - a.start);
  return fromTheEnd.reduce((text, [{ start, shown }, now]) => text.slice(0, start) + now + text.slice(start + shown.length), document);
}
