/** How much of a path the mesh's proxies normalize, before they look at it (`meshConfig.pathNormalization`). */
export type Normalization = "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";

/**
 * The path as policies and routes see it and as it is sent on, with its query. Undefined where Envoy refuses it. Once is not always enough:
 * of `/a/%2e%2e;/b` one proxy makes `/a/..;/b`, and the next `/b`. As measured on Envoy 1.40; `test/request-path.test.ts` has the table.
 */
export function normalized(path: string, normalization: Normalization): string | undefined {
  if (/^\/[!$&-.0-;=@-Z_a-z~/]*$/.test(path) && !/\/[/.]/.test(path)) return path;
  if (/^[^/]|[^\x21-\x7e]/.test(path)) return undefined;
  const [sent = ""] = path.split("#", 1);
  if (normalization === "NONE") return sent;
  const { bare, query } = parted(sent);
  const decodes = normalization === "DECODE_AND_MERGE_SLASHES";
  const slashes = decodes ? bare.replace(/%2f/gi, "/").replace(/%5c/gi, "\\") : bare;
  if (slashes.includes("%00")) return undefined;
  const plain = withoutDots(unescaped(withoutDotParameters(slashes).replaceAll("\\", "/")));
  return (normalization === "BASE" ? plain : merged(plain)) + query;
}

/** What routes and policies compare: without the query. */
export function withoutQuery(path: string): string {
  return parted(path).bare;
}

function parted(path: string): { readonly bare: string; readonly query: string } {
  const end = path.search(/[?#]/);
  return end === -1 ? { bare: path, query: "" } : { bare: path.slice(0, end), query: path.slice(end) };
}

/** A dot segment is one with parameters too, if its dots are written as they are. */
function withoutDotParameters(path: string): string {
  return path.replace(/(?<=\/)(\.{1,2});[^/]*/g, "$1");
}

/** Escapes of characters that need none are undone, and those that need one get it. */
function unescaped(path: string): string {
  let text = "";
  for (let i = 0; i < path.length; i += 1) {
    const code = escapedAt(path, i);
    const character = path[i] as string;
    if (code === undefined) text += needsEscape.test(character) ? `%${hex(character.charCodeAt(0))}` : character;
    else {
      const plain = String.fromCharCode(Number.parseInt(code, 16));
      text = unreserved.test(plain) ? guarded(text, plain, nextCharacter(path, i + 3)) : `${text}%${code}`;
      i += 2;
    }
  }
  return text;
}

const unreserved = /^[A-Za-z0-9._~-]$/;
const needsEscape = /^["<>`{}|^]$/;

function escapedAt(path: string, at: number): string | undefined {
  const code = path.slice(at + 1, at + 3);
  return path[at] === "%" && /^[0-9a-f]{2}$/i.test(code) ? code : undefined;
}

function nextCharacter(path: string, at: number): string {
  const code = escapedAt(path, at);
  return code === undefined ? (path[at] ?? "") : String.fromCharCode(Number.parseInt(code, 16));
}

/** A character after a `%` that began no escape must not make one of it: that `%` is escaped itself. */
function guarded(text: string, plain: string, next: string): string {
  const isEscape = (after: string) => /^[0-9a-f]{2}$/i.test(after);
  if (text.at(-2) === "%" && isEscape(`${text.at(-1)}${plain}`)) return `${text.slice(0, -2)}%25${text.at(-1)}${plain}`;
  return text.endsWith("%") && isEscape(`${plain}${next}`) ? `${text}25${plain}` : `${text}${plain}`;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase();
}

/** Slashes alone are left as two. */
function merged(path: string): string {
  return /^\/{2,}$/.test(path) ? "//" : path.replace(/\/{2,}/g, "/");
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
