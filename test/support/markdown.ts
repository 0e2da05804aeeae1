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
