/** GitHub's limit for the body of a pull request. */
const maxCharacters = 65_536;

/** The last line of a body: whom GitHub did not let be asked, so that the next run does not try again. */
const note = /\s*<!-- fedc could not ask: ([\w./, -]*) -->\s*$/;

/** Whom GitHub did not let be asked in an earlier run. */
export function refusedIn(body: string): readonly string[] {
  return note.exec(body)?.[1]?.split(", ") ?? [];
}

export function withoutNote(body: string): string {
  return body.replace(note, "");
}

/** A body with that note, as far as it has room for it. */
export function bodyWith(body: string, refused: readonly string[]): string {
  if (refused.length === 0) return body;
  const names = refused.map((name) => name.replace(/[^\w./-]/g, "")).join(", ");
  const noted = `${body.trimEnd()}\n\n<!-- fedc could not ask: ${names} -->\n`;
  return noted.length > maxCharacters ? body : noted;
}
