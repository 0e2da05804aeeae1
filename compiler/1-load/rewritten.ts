import { plainPath } from "./schema/plain-path.ts";
import type { Schema } from "./schema-document.ts";

/** Other spellings of a kind of value, in the order in which they are tried, by the beginning of its schema's title. */
const SPELLINGS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  "a duration": durations,
  "a DNS name": (text) => hosts(text.replace(/^\*\./, "")),
  "an IP address": (text) => [address(text)],
  "a Service as": services,
  "a local name": (text) => [...services(text), ...hosts(text)],
  "a service account as": accounts,
  "an rpc": rpcs,
  "an address such as": repositories,
  "a version of Istio": (text) => [text.replace(/^v\s*/i, ""), text.replace(/^v|\.x$/gi, "")],
  "a path inside the repository": (text) => [(plainPath(text) ?? "").replace(/^\/+|\/+$/g, "")],
  "a path relative to this file": (text) => [text.replace(/^\.\\/, "").replaceAll("\\", "/")],
  "a path": paths,
};

/** Possible meanings of a text that a schema refuses. The schema may refuse some of them, too. */
export function corrections(text: string, { title = "" }: Schema): readonly string[] {
  const kind = Object.keys(SPELLINGS).find((beginning) => title.startsWith(beginning));
  return (kind !== undefined && SPELLINGS[kind]?.(text.trim())) || [];
}

/** Advice for a text that has no other spelling; undefined if only an example helps. */
export function adviceFor(text: string, { title = "" }: Schema): string | undefined {
  const word = text.trim().toLowerCase();
  const isHostname = title.startsWith("a DNS name") && title.includes("two labels");
  const numbers = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$|^[0-9a-f:]*::[0-9a-f:]*$/.test(word);
  if (title.startsWith("a duration") && /^[-+]?[0.]+(?:h|m|s|ms)?$|^-|^(?:none|never|infinite|infinity|unlimited|off|disabled)$/.test(word))
    return "leave the field out where there is to be no limit";
  if (isHostname && numbers)
    return "this is the cluster's name and need not resolve, for example `c1.example.com`; IP addresses stand under `gateways.ingress.addresses`";
  if (isHostname && /^[a-z0-9-]+$/.test(word)) return `write it with a domain, such as \`${word}.example.com\`; it need not exist in DNS`;
  if (title.startsWith("a Service as") && /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(word)) return `add its namespace: \`${word}.NAMESPACE\``;
  if (title.startsWith("a service account as") && /^[a-z0-9][-a-z0-9]*$/.test(word)) return `add its namespace: \`NAMESPACE/${word}\``;
  if (title.startsWith("a path relative to this file")) return "keep the file in the folder of federation.yaml, or below it";
  return undefined;
}

function durations(text: string): readonly string[] {
  const compact = text
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "")
    .replace(/^p(?=t?\d)t?/, "")
    .replaceAll(/(?:milliseconds?|millis|msecs?)/g, "ms")
    .replaceAll(/(?:seconds?|secs?)/g, "s")
    .replaceAll(/(?:minutes?|mins?)/g, "m")
    .replaceAll(/(?:hours?|hrs?)/g, "h")
    .replaceAll(/(?:days?)/g, "d")
    .replaceAll(/(^|[a-z])0+(?=[1-9])/g, "$1")
    .replaceAll(/(^|[a-z])\./g, "$10.");
  const days = /^(\d{1,4})d$/.exec(compact)?.[1];
  const completed = compact
    .replace(/^(\d+(?:\.\d+)?)$/, "$1s")
    .replace(/(h\d+)$/, "$1m")
    .replace(/(m\d+)$/, "$1s");
  return [compact, completed, ...(days === undefined ? [] : [`${24 * Number(days)}h`])];
}

/** A host name as part of an address, with a dot at its end, or in letters beyond ASCII. */
function hosts(text: string): readonly string[] {
  const host = text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/^[^@/]*@/, "")
    .replace(/(?::\d+)?(?:[/?#].*)?$/s, "")
    .replace(/\.$/, "")
    .toLowerCase();
  return [host, host.replaceAll(/[ \t_]+/g, "-"), ...(/[^\0-\x7f]/.test(host) ? [inAsciiLetters(host)] : [])];
}

/** The form of DNS: `xn--bcher-kva.example` for `bücher.example`. */
function inAsciiLetters(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host;
  }
}

function address(text: string): string {
  const host = text.replace(/^[a-z][a-z0-9+.-]*:\/\/([^/]*).*$/is, "$1");
  return (
    /^\[([^\]]*)\](?::\d+)?$/.exec(host)?.[1] ?? host.replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/, "$1").replaceAll(/(^|\.)0+(?=\d)/g, "$1")
  );
}

function services(text: string): readonly string[] {
  const [host = ""] = hosts(text.includes("://") ? text : text.replace("/", "\0"));
  const [first = "", second] = host.split("\0");
  if (second !== undefined) return [`${second}.${first}`];
  return [host, host.replace(/^([^.]+\.[^.]+)\.svc(?:\..*)?$/, "$1"), host.replaceAll("_", "-")];
}

function accounts(text: string): readonly string[] {
  const spiffe = /(?:^|\/)ns\/([^/]+)\/sa\/([^/]+)$/.exec(text);
  const kubernetes = /^(?:system:serviceaccount:)?([^:/]+):([^:/]+)$/.exec(text);
  const parts = text.toLowerCase().split("/");
  const found = spiffe ?? kubernetes;
  return [
    ...(found ? [`${found[1]}/${found[2]}`] : []),
    ...(parts.length === 3 ? [parts.slice(1).join("/")] : []),
    ...(parts.length === 1 ? [text.replace(".", "/")] : []),
    ...(parts.length === 2 && parts[1] === "" ? [`${text}*`] : []),
  ];
}

/** A dotted name ends in a method. If it ends in a capitalised name right after a package, it is a service. */
function rpcs(text: string): readonly string[] {
  const rpc = text.replace(/^\/+/, "");
  if (rpc.includes("/")) return [rpc];
  const [last = "", before = ""] = rpc.split(".").reverse();
  return /^[A-Z]/.test(last) && !/^[A-Z]/.test(before) ? [`${rpc}/*`] : [`${rpc.slice(0, -last.length - 1)}/${last}`, `${rpc}/*`];
}

function repositories(text: string): readonly string[] {
  const bare = text.replace(/(?:[?#]|\/-\/).*$/s, "").replace(/\/+$/, "");
  const secure = bare.replace(/^(?:http|git|git\+https):\/\//i, "https://").replace(/^git\+ssh:/i, "ssh:");
  const withScheme = /^[^/@:\s]+\.[^/@:\s]+\//.test(secure) ? `https://${secure}` : secure;
  const inLowerCase = withScheme.replace(/^([a-z]+:\/\/[^/]*|[^:/]*:)/i, (beginning) => beginning.toLowerCase());
  return [inLowerCase, inLowerCase.replace(/^([^@/:]+@[^/:]+)\//, "$1:")];
}

/** A path as any reader could read it, and with percent signs that stand for themselves. */
function paths(text: string): readonly string[] {
  const plain = plainPath(text);
  return [...(plain === undefined ? [] : [plain, `${plain}/`]), text.replaceAll(/%(?![0-9a-f]{2})/gi, "%25")];
}

/** Advice for a pattern of paths, since only a last `/*` is possible; undefined if the text is not a pattern. */
export function patternAdvice(text: string, { title = "" }: Schema): string | undefined {
  const [, before] = /^(\/[^*{}]*)[*{]/.exec(text) ?? [];
  if (before === undefined || !title.includes("`/*`") || /^[^*{}]*\/\*$/.test(text)) return undefined;
  const whole = /^\/[^*{}]*[^*{}/]\*+$/.test(text) ? before : before.replace(/\/[^/]*$/, "");
  const plain = whole === "" ? "" : (plainPath(whole) ?? "");
  return `no pattern is possible but a last \`/*\`: write \`${plain}/*\` for all that lies below`;
}
