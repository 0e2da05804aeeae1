import { error } from "../../rule.ts";

const pathOrMethod = { why: "Istio ignores it among headers", help: "match the path by `path` and the method by `methods`" };
const host = { why: "the host does not tell calls apart", help: "leave it out: every call of this local name has the same host" };
const ofConnection = {
  why: "it is about one connection, and proxies remove it",
  help: "match a header that the caller sends to the application",
};

/** Names that Istio does not compare as headers, and headers that a proxy removes before it compares. */
const ineffective = new Map([
  ...["uri", "method", "scheme"].map((name) => [name, pathOrMethod] as const),
  ...["authority", "host"].map((name) => [name, host] as const),
  ...["keep-alive", "proxy-connection", "transfer-encoding"].map((name) => [name, ofConnection] as const),
]);

export const ineffectiveHeader = error("FED356", "header match without effect", {
  finds: `\
A route asks for a header that no request can have when Istio compares it, or
for a value that no such header can have.`,
  why: `\
Istio accepts all of these, and the route does something else than it says:

  - uri, scheme, method and authority are ignored among "headers", so a route
    that matches nothing else takes every call;
  - a proxy removes headers about a single connection before it looks, so the
    route takes no call;
  - blanks at either end are not part of a header's value, and no header can
    carry a line break or another control character, so the route takes no call.`,
  wrong: `match: { headers: { method: { exact: POST } } }`,
  right: `match: { methods: [POST] }`,
  check({ routes, at, report }) {
    for (const headers of routes.flatMap(({ match }) => (match?.headers ? [match.headers] : [])))
      for (const [name, value] of Object.entries(headers)) {
        const fault = ineffective.get(name);
        if (fault)
          report({ at: at.key(headers, name), message: `\`${name}\` cannot be matched as a header: ${fault.why}`, help: fault.help });
        const control = (["exact", "prefix"] as const).find((kind) => hasControlCharacter(value[kind] ?? ""));
        const blank = value.exact !== value.exact?.trim() ? "exact" : /^\s/.test(value.prefix ?? "") ? "prefix" : undefined;
        const kind = control ?? blank;
        if (!kind) continue;
        const impossible = control ? "contains a line break or another control character" : "begins or ends with a blank";
        report({
          at: at.value(value, kind),
          message: `no value of \`${name}\` ${impossible}, so this never matches`,
          help: control ? "leave it out" : "leave the blank out",
        });
      }
  },
});

/** A tab may be in a value. */
function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => (character < " " && character !== "\t") || character === "\x7F");
}
