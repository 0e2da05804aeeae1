/** How much of a path the mesh's proxies normalize, before they look at it (`meshConfig.pathNormalization`). */
export type Normalization = "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";

/** The path as policies and routes see it and as it is sent on, with its query. Undefined where Envoy refuses it. */
export function normalized(path: string, normalization: Normalization): string | undefined {
  if (normalization === "NONE" || !/%|\/\.|\/\/|\\|[\0#]/.test(path)) return path;
  const { bare, query } = parted(path);
  const slashes =
    normalization === "DECODE_AND_MERGE_SLASHES" ? bare.replace(/%2f|%5c/gi, (code) => (code.toLowerCase() === "%2f" ? "/" : "\\")) : bare;
  if (/%00|\0/.test(slashes)) return undefined;
  // Escapes of characters that need none are undone, and a backslash is a slash, as browsers have it.
  const plain = slashes.replaceAll("\\", "/").replace(/%([46][1-9a-f]|[57][0-9a]|3[0-9]|2[de]|5f|7e)/gi, (code, hex) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : code;
  });
  const merged = normalization === "BASE" ? plain : plain.replace(/\/{2,}/g, "/");
  return withoutDots(merged) + query;
}

/** What routes and policies compare: without the query. */
export function withoutQuery(path: string): string {
  return parted(path).bare;
}

function parted(path: string): { readonly bare: string; readonly query: string } {
  const end = path.search(/[?#]/);
  return end === -1 ? { bare: path, query: "" } : { bare: path.slice(0, end), query: path.slice(end) };
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === "." || segment === "..") {
      if (segment === "..") kept.pop();
      if (last) kept.push("");
    } else kept.push(segment);
  }
  return `/${kept.join("/")}`;
}
