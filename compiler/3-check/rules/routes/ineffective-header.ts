import type { StringMatchEntry } from "../../../1-load/federation-file.ts";
import type { Place } from "../../../findings/source.ts";
import { error } from "../../rule.ts";

const pathOrMethod = { why: "Istio ignores it among headers", help: "match the path by `path` and the method by `methods`" };
const host = { why: "the host does not tell calls apart", help: "leave it out: every call of this local name has the same host" };
const ofConnection = {
  why: "it is about one connection, and proxies remove it",
  help: "match a header that the caller sends to the application",
};

/** Names that Istio does not compare as headers, and headers that a proxy removes before it compares. */
const ineffective = new Map(
  Object.entries({
    uri: pathOrMethod,
    method: pathOrMethod,
    scheme: pathOrMethod,
    authority: host,
    host,
    "keep-alive": ofConnection,
    "proxy-connection": ofConnection,
    "transfer-encoding": ofConnection,
  }),
);

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
  check({ consumes, at, report }) {
    const routes = consumes.flatMap(({ entry }) => entry.routes ?? []);
    for (const headers of routes.flatMap(({ match }) => (match?.headers ? [match.headers] : [])))
      for (const [name, value] of Object.entries(headers)) {
        const fault = ineffective.get(name);
        if (fault)
          report({ at: at.key(headers, name), message: `\`${name}\` cannot be matched as a header: ${fault.why}`, help: fault.help });
        checkValue(name, value);
      }

    function checkValue(name: string, value: StringMatchEntry): void {
      const control = (["exact", "prefix"] as const).find((kind) => hasControlCharacter(value[kind] ?? ""));
      const blank: "exact" | "prefix" | undefined =
        value.exact !== value.exact?.trim() ? "exact" : /^\s/.test(value.prefix ?? "") ? "prefix" : undefined;
      if (control)
        reportNever(at.value(value, control), `no value of \`${name}\` contains a line break or another control character`, "leave it out");
      else if (blank) reportNever(at.value(value, blank), `no value of \`${name}\` begins or ends with a blank`, "leave the blank out");
    }

    function reportNever(place: Place, reason: string, help: string): void {
      report({ at: place, message: `${reason}, so this never matches`, help });
    }
  },
});

/** A tab may be in a value. */
function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => (character < " " && character !== "\t") || character === "\x7F");
}
