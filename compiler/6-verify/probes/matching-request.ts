import type { MatchEntry, StringMatchEntry } from "../../1-load/federation-file.ts";
import type { HttpRequest } from "../call.ts";
import { chooseRoute } from "../intent/choose-route.ts";
import { triedRegex } from "../tried-regex.ts";

/** A request made to match a route, and otherwise left as it is; undefined where no text of its regular expression is found. */
export function matching(request: HttpRequest, match: MatchEntry | undefined): HttpRequest | undefined {
  const { headers = {}, path, methods } = match ?? {};
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), textOf(value)] as const);
  const method = methods && !methods.includes(request.method) ? methods[0] : request.method;
  const keeps = path === undefined || chooseRoute([{ match: { path }, destinations: [], written: undefined }], request) === undefined;
  const newPath = path && keeps ? textOf(path) : request.path;
  if (method === undefined || newPath === undefined || texts.some(([, text]) => text === undefined)) return undefined;
  return { method, path: newPath, headers: { ...request.headers, ...(Object.fromEntries(texts) as Record<string, string>) } };
}

function textOf({ exact, prefix, regex = "" }: StringMatchEntry): string | undefined {
  if (exact !== undefined) return exact;
  if (prefix !== undefined) return `${prefix}probe`;
  const tried = triedRegex(regex);
  // Where it cannot be tried, any text stands for one that it wants.
  return tried ? candidates(regex).find(tried) : "probe";
}

/** Enough for what people write: alternatives, classes and repetitions, each by something that they might mean. */
function candidates(regex: string): readonly string[] {
  const plain = (text: string) =>
    text
      .replace(/\[\^[^\]]*\]|\\[wS]|(?<!\\)\./g, "p")
      .replace(/\[([^\]])[^\]]*\]/g, "$1")
      .replace(/\\d/g, "1")
      .replace(/(.)\{(\d+)(?:,\d*)?\}/g, (_, one: string, times: string) => one.repeat(Math.min(Number(times), 100)))
      .replace(/(?<!\\)[*+?^$()]/g, "")
      .replace(/\\(.)/g, "$1");
  return [regex, plain(regex), ...regex.split("|").map(plain), "probe", "/probe", "1", ""];
}
