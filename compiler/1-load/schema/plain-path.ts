/** The path that any reader could make of a text: decoded, without query, empty segments and dot segments. Undefined if the text is not a path. */
export function plainPath(text: string): string | undefined {
  const decoded = text
    .trim()
    .replace(/^https?:\/\/[^/?#]*/i, "")
    .replace(/[?#].*$/s, "")
    .replaceAll(/%[0-9a-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
      return /[A-Za-z0-9._~/\\-]/.test(character) ? character : encoded;
    })
    .replaceAll(/[\\/]+/g, "/")
    .replaceAll(/\/(\.{1,2});[^/]*/g, "/$1");
  if (decoded === "") return undefined;
  try {
    return new URL(`http://host/${decoded.replace(/^\//, "")}`).pathname;
  } catch {
    return undefined;
  }
}
