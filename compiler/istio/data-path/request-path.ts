import { compareVersions, type IstioVersion } from "../../istio-versions/istio-version.ts";
import { getOrMake } from "../objects/indexed.ts";
import type { ClusterFacts } from "../world.ts";

type Setting = NonNullable<ClusterFacts["pathNormalization"]>;

/** A setting of Istio, as the Envoy of a version carries it out. */
export type Normalization = Setting | `${Setting} before 1.31`;

/** How the proxies of a mesh read paths. `BASE` is Istio's default. */
export function normalizationIn({ pathNormalization = "BASE", istioVersion }: PathFacts): Normalization {
  return istioVersion && compareVersions(istioVersion, dotParametersSince) < 0 ? `${pathNormalization} before 1.31` : pathNormalization;
}

type PathFacts = Pick<ClusterFacts, "pathNormalization" | "istioVersion">;

const dotParametersSince: IstioVersion = { major: 1, minor: 31 };

/** A request with its path as a mesh's proxies read it. Undefined if Envoy refuses the path. */
export function requestAsRead<Sent extends { readonly path: string }>(request: Sent, normalization?: Normalization): Sent | undefined {
  const path = normalized(request.path, normalization);
  if (path === undefined) return undefined;
  return path === request.path ? request : { ...request, path };
}

/**
 * A path, with its query, as policies and routes see it and as it is sent on. Undefined if Envoy refuses it. The next proxy may read it in
 * another way: one proxy turns `/a/%2e%2e;/b` into `/a/..;/b`, and the next turns that into `/b`. Measured on Envoy 1.40 and 1.38, that of
 * Istio 1.30: the scenarios `requests-read-twice` and `path-normalization`; `test/request-path.test.ts` has the table.
 */
export function normalized(path: string, normalization: Normalization = "BASE"): string | undefined {
  const before = getOrMake(normalizedBefore, normalization, () => new Map<string, string>());
  const known = before.get(path);
  if (known !== undefined) return known === refused ? undefined : known;
  const read = normalizedAnew(path, normalization);
  if (before.size >= maxKept) before.clear();
  before.set(path, read ?? refused);
  return read;
}

/** What was read before: every proxy on the way of a call reads its path, and many calls have the same. */
const normalizedBefore = new Map<Normalization, Map<string, string>>();

/** Stands for a path that Envoy refuses; no path is empty. */
const refused = "";

/** The largest number of paths that are kept for each setting. */
const maxKept = 10_000;

function normalizedAnew(path: string, normalization: Normalization): string | undefined {
  if (/^\/[!$&-.0-;=@-Z_a-z~/]*$/.test(path) && !/\/[/.]/.test(path)) return path;
  if (/^[^/]|[^\x21-\x7e]/.test(path)) return undefined;
  const [sent = ""] = path.split("#", 1);
  const [setting, isOlder] = normalization.split(" ", 2);
  if (setting === "NONE") return sent;
  const { bare, query } = parted(sent);
  const decodes = setting === "DECODE_AND_MERGE_SLASHES";
  const slashes = decodes ? bare.replace(/%2f/gi, "/").replace(/%5c/gi, "\\") : bare;
  if (slashes.includes("%00")) return undefined;
  const plain = withoutDots(unescaped((isOlder ? slashes : withoutDotParameters(slashes)).replaceAll("\\", "/")));
  return (setting === "BASE" ? plain : merged(plain)) + query;
}

/** A path as routes and policies compare it. */
export function withoutQuery(path: string): string {
  return parted(path).bare;
}

function parted(path: string): { readonly bare: string; readonly query: string } {
  const end = path.search(/[?#]/);
  return end === -1 ? { bare: path, query: "" } : { bare: path.slice(0, end), query: path.slice(end) };
}

/** Whether a proxy has left a dot segment with parameters, which another one may read as a dot segment. */
export function hasDotParameters(path: string): boolean {
  const bare = withoutQuery(path);
  return withoutDotParameters(bare) !== bare;
}

/** A segment of dots may have parameters, if its dots are not escaped. Envoy 1.38 does not know them. */
function withoutDotParameters(path: string): string {
  return path.replace(/(?<=\/)(\.{1,2});[^/]*/g, "$1");
}

/** Undoes escapes of characters that need none, and escapes characters that need it. */
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

/** Appends a character. If that would make an escape of an earlier `%` that began none, escapes this `%`. */
function guarded(text: string, plain: string, next: string): string {
  const isEscape = (after: string) => /^[0-9a-f]{2}$/i.test(after);
  if (text.at(-2) === "%" && isEscape(`${text.at(-1)}${plain}`)) return `${text.slice(0, -2)}%25${text.at(-1)}${plain}`;
  return text.endsWith("%") && isEscape(`${plain}${next}`) ? `${text}25${plain}` : `${text}${plain}`;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase();
}

/** A path of slashes alone keeps two. */
function merged(path: string): string {
  return /^\/{2,}$/.test(path) ? "//" : path.replace(/\/{2,}/g, "/");
}

function withoutDots(path: string): string {
  const segments = path.split("/").slice(1);
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  if (/^\.{1,2}$/.test(segments.at(-1) ?? "")) kept.push("");
  return `/${kept.join("/")}`;
}
