import { keyKindOf } from "../authorities/authority.ts";
import type { ExpectedSight, HttpVersion, ShownCertificate } from "./call.ts";
import { type Fields, text } from "./fields.ts";

const versions: Readonly<Record<string, HttpVersion>> = { "1": "1.0", "1.1": "1.1", "2": "2" };
const certificateFields = ["authority", "uri", "dns", "by", "state", "key"];

/** The fields `http` and `target` of a call. YAML reads `1.0` as 1. */
export function versionOf(entry: Fields): { readonly http: HttpVersion; readonly target?: string } {
  const http = versions[String(entry.http ?? 1.1)];
  if (http === undefined) throw new Error("`http` is 1.0, 1.1 or 2");
  if (http === "2" && entry.target !== undefined) throw new Error("a request of HTTP/2 has no `target`");
  return { http, ...(entry.target !== undefined && { target: text(entry, "target") }) };
}

/** The field `certificate` of a call. */
export function certificateOf(entry: Fields): ShownCertificate {
  const unknown = Object.keys(entry).find((field) => !certificateFields.includes(field));
  if (unknown !== undefined) throw new Error(`a certificate has no field \`${unknown}\``);
  const namesIn = (field: string) => [entry[field] ?? []].flat().map(String);
  const by = oneOf(entry, "by", ["intermediate", "leaf"] as const);
  const state = oneOf(entry, "state", ["expired", "early"] as const);
  const keyKind = entry.key === undefined ? undefined : keyKindOf(text(entry, "key"));
  if (entry.key !== undefined && !keyKind) throw new Error(`there is no kind of key \`${String(entry.key)}\``);
  const names = { uris: namesIn("uri"), dns: namesIn("dns") };
  return { authority: text(entry, "authority"), ...names, ...(by && { by }), ...(state && { state }), ...(keyKind && { keyKind }) };
}

/** The field `sees` of a call. */
export function sightOf(entry: Fields): ExpectedSight {
  const expression = (value: unknown) => (value === null ? null : new RegExp(`^(?:${value})$`, "s"));
  return new Map(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), expression(value)]));
}

function oneOf<Word extends string>(entry: Fields, field: string, words: readonly Word[]): Word | undefined {
  const word = words.find((one) => one === entry[field]);
  if (entry[field] === undefined || word) return word;
  throw new Error(`\`${field}\` is ${words.join(" or ")}`);
}
