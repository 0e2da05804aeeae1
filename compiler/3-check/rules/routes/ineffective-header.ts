import type { MatchEntry } from "../../../1-load/federation-file.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule, RuleContext } from "../../rule.ts";

interface Ineffective {
  readonly why: string;
  readonly help: string;
}

const instead = "match the path by `path` and the method by `methods`";
const sameForAll = "leave it out: every call of this local name has the same host";
const neverThere = "match a header that the caller sends to the application";

/** Names that are no headers to Istio, and headers that a proxy removes before it looks. */
const ineffective: ReadonlyMap<string, Ineffective> = new Map([
  ...named(["uri", "method", "scheme"], { why: "Istio ignores it among headers", help: instead }),
  ...named(["authority", "host"], { why: "the host is no header that tells calls apart", help: sameForAll }),
  ...named(["keep-alive", "proxy-connection", "transfer-encoding"], {
    why: "it is about one connection, and proxies remove it",
    help: neverThere,
  }),
]);

/** Headers that are matched can be there, with such a value. */
export const ineffectiveHeader: Rule = {
  code: "FED356",
  severity: "error",
  title: "header match without effect",
  finds: `\
In a VirtualService the names uri, scheme, method and authority among "headers"
are ignored: a route that matches nothing else takes every call.`,
  why: `\
Headers about a
single connection are gone before a proxy looks, so a route that asks for one
takes none. Blanks at either end of a value are no part of it and never match,
nor do line breaks and other control characters, which no header can carry.
Istio accepts all of these.`,
  example: `\
Wrong:

  match: { headers: { method: { exact: POST } } }

Right:

  match: { methods: [POST] }`,
  check({ file, at, report }) {
    for (const { entry } of entriesOf(file).consumes)
      for (const { match } of entry.routes ?? []) if (match?.headers) checkHeaders(match.headers, { at, report });
  },
};

function checkHeaders(headers: NonNullable<MatchEntry["headers"]>, { at, report }: Pick<RuleContext, "at" | "report">): void {
  for (const [name, value] of Object.entries(headers)) {
    const found = ineffective.get(name);
    if (found) report({ at: at.key(headers, name), message: `\`${name}\` cannot be matched as a header: ${found.why}`, help: found.help });
    const control = (["exact", "prefix"] as const).find((kind) => hasControlCharacter(value[kind] ?? ""));
    if (control) {
      report({
        at: at.value(value, control),
        message: `no value of \`${name}\` contains a line break or another control character, so this never matches`,
        help: "leave it out",
      });
      continue;
    }
    const blank = value.exact !== undefined && value.exact !== value.exact.trim() ? "exact" : undefined;
    const leading = /^\s/.test(value.prefix ?? "") ? "prefix" : undefined;
    const kind = blank ?? leading;
    if (kind)
      report({
        at: at.value(value, kind),
        message: `no value of \`${name}\` begins or ends with a blank, so this never matches`,
        help: "leave the blank out",
      });
  }
}

/** A tab may be in a value. */
function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => (character < " " && character !== "\t") || character === "\x7F");
}

function named(names: readonly string[], about: Ineffective): readonly (readonly [string, Ineffective])[] {
  return names.map((name) => [name, about]);
}
