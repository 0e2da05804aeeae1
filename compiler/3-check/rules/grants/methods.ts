import type { Place } from "../../../findings/source.ts";
import { nameSuggester } from "../../../findings/suggest.ts";
import { httpMethods } from "../../http-methods.ts";
import { error, type RuleContext } from "../../rule.ts";
import { writtenValues } from "../../written-values.ts";

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
    for (const { place, entry, isOnly } of writtenMethods(context, (method) => method === "CONNECT"))
      context.report({
        at: place,
        message: `a call with \`CONNECT\` never arrives: Istio's proxies do not forward it, whatever this ${entry} says`,
        help: isOnly ? "name another method" : "remove `CONNECT`",
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
    for (const { method, place } of writtenMethods(context, (method) => !knownMethods.has(method)))
      context.report({ at: place, message: `proxies do not accept the method \`${method}\` over HTTP/1.1`, help: suggest(method) });
  },
});

const knownMethods: ReadonlySet<string> = new Set(httpMethods);

interface WrittenMethod {
  readonly method: string;
  readonly place: Place;
  readonly entry: "grant" | "route" | "assertion";
  /** The entry names no other method. */
  readonly isOnly: boolean;
}

function writtenMethods({ allows, routes, federation, at }: RuleContext, isWanted: (method: string) => boolean): readonly WrittenMethod[] {
  const listed = (methods: "any" | readonly string[] = [], entry: WrittenMethod["entry"]) =>
    methods === "any"
      ? []
      : methods.flatMap((method, index) =>
          isWanted(method) ? { method, place: at.value(methods, index), entry, isOnly: methods.length === 1 } : [],
        );
  const asserted = federation.assertions.flatMap(({ written }) => {
    const values = writtenValues(at, written, "method");
    return values.map(({ value: method, place }) => ({ method, place, entry: "assertion" as const, isOnly: values.length === 1 }));
  });
  return [
    ...allows.flatMap(({ alternatives }) => alternatives.flatMap(({ methods }) => listed(methods, "grant"))),
    ...routes.flatMap(({ match }) => listed(match?.methods, "route")),
    ...asserted.filter(({ method }) => isWanted(method)),
  ];
}
