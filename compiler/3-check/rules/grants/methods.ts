import type { Place } from "../../../findings/source.ts";
import { nameSuggester } from "../../../findings/suggest.ts";
import { httpMethods } from "../../http-methods.ts";
import { error, type RuleContext } from "../../rule.ts";

export const connectMethod = error("FED426", "method that no proxy forwards", {
  finds: `A grant, a route or an assertion names the method CONNECT.`,
  why: `\
CONNECT asks a proxy to open a tunnel to another host. Istio's proxies answer
such a request themselves and forward nothing, so the entry is about calls that
never arrive.`,
  wrong: `allow: { cluster1: { methods: [CONNECT, GET] } }`,
  right: `allow: { cluster1: { methods: [GET] } }`,
  remark: `\
A WebSocket over HTTP/1.1 begins with GET. For other tunnels, expose the port as
tcp.`,
  check(context) {
    for (const { methods, at, entry } of writtenMethods(context))
      for (const index of indexesOf(methods, (method) => method === "CONNECT"))
        context.report({
          at: at(index),
          message: `a call with \`CONNECT\` never arrives: Istio's proxies do not forward it, whatever this ${entry} says`,
          help: methods.length === 1 ? "name another method" : "remove `CONNECT`",
        });
  },
});

export const unknownMethod = error("FED451", "method that no proxy accepts", {
  finds: `\
A grant, a route or an assertion names a method that is not one of these:

  GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT
  WebDAV and the like: ACL BIND CHECKOUT COPY LOCK MERGE MKACTIVITY MKCALENDAR
    MKCOL MOVE PROPFIND PROPPATCH REBIND REPORT SEARCH UNBIND UNLOCK
  others: LINK MSEARCH NOTIFY PURGE SOURCE SUBSCRIBE UNLINK UNSUBSCRIBE`,
  why: `\
Istio accepts any word as a method, but Envoy answers a request over HTTP/1.1
with 400 unless its method is in this list. Another word is a misspelling, or a
method that works over HTTP/2 only. A misspelled method matches no call: in a
grant it allows nothing, and in a route it leads nowhere.`,
  wrong: `allow: { cluster1: { methods: [GET, POTS] } }`,
  right: `allow: { cluster1: { methods: [GET, POST] } }`,
  remark: `\
If an application has methods of its own and speaks HTTP/2, write "methods: any"
and limit the paths.`,
  check(context) {
    const suggest = nameSuggester(httpMethods, "`fedc explain FED451` lists the methods that they accept");
    for (const { methods, at } of writtenMethods(context))
      for (const index of indexesOf(methods, (method) => !knownMethods.has(method))) {
        const method = methods[index] ?? "";
        context.report({ at: at(index), message: `proxies do not accept the method \`${method}\` over HTTP/1.1`, help: suggest(method) });
      }
  },
});

const knownMethods: ReadonlySet<string> = new Set(httpMethods);

/** The methods of one grant, route or assertion. */
interface WrittenMethods {
  readonly methods: readonly string[];
  readonly entry: "grant" | "route" | "assertion";
  /** The place of the method with an index. */
  readonly at: (index: number) => Place;
}

function writtenMethods({ allows, routes, federation, at }: RuleContext): readonly WrittenMethods[] {
  const listed = (methods: "any" | readonly string[] | undefined, entry: WrittenMethods["entry"]) =>
    methods === undefined || methods === "any" ? [] : { methods, entry, at: (index: number) => at.value(methods, index) };
  return [
    ...allows.flatMap(({ alternatives }) => alternatives.flatMap(({ methods }) => listed(methods, "grant"))),
    ...routes.flatMap(({ match }) => listed(match?.methods, "route")),
    ...federation.assertions.flatMap(({ written }) =>
      typeof written.method === "string"
        ? { methods: [written.method], entry: "assertion" as const, at: () => at.value(written, "method") }
        : listed(written.method, "assertion"),
    ),
  ];
}

function indexesOf(methods: readonly string[], isWanted: (method: string) => boolean): readonly number[] {
  return methods.flatMap((method, index) => (isWanted(method) ? index : []));
}
