import type { FederationFile } from "../../../1-load/federation-file.ts";
import type { Spans } from "../../../1-load/spans.ts";
import type { Place } from "../../../findings/source.ts";
import { entriesOf } from "../../entries.ts";
import { httpMethods } from "../../http-methods.ts";
import { nameSuggester } from "../../name-suggester.ts";
import type { Rule } from "../../rule.ts";

export const unknownMethod: Rule = {
  code: "FED451",
  severity: "error",
  title: "method that no proxy accepts",
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
  example: `\
Wrong:

  allow: { cluster1: { methods: [GET, POTS] } }

Right:

  allow: { cluster1: { methods: [GET, POST] } }

If an application has methods of its own and speaks HTTP/2, write "methods: any"
and limit the paths.`,
  check({ file, at, report }) {
    const suggest = nameSuggester(httpMethods, "`fedc explain FED451` lists those that they accept");
    for (const { method, place } of writtenMethods(file, at))
      if (!httpMethods.includes(method))
        report({ at: place, message: `proxies do not accept the method \`${method}\` over HTTP/1.1`, help: suggest(method) });
  },
};

/** In grants, in routes and in assertions. */
function writtenMethods(file: FederationFile, at: Spans): readonly { readonly method: string; readonly place: Place }[] {
  const { allows, consumes } = entriesOf(file);
  const granted = allows.flatMap(({ alternatives }) => alternatives.map(({ methods }) => (methods === "any" ? [] : methods)));
  const matched = consumes.flatMap(({ entry }) => (entry.routes ?? []).map(({ match }) => match?.methods));
  const listed = [...granted, ...matched].flatMap((list = []) => list.map((method, index) => ({ method, place: at.value(list, index) })));
  const asserted = (file.assertions ?? []).flatMap(({ never, always }) => never ?? always ?? []);
  return [
    ...listed,
    ...asserted.flatMap((call) => (call.method === undefined ? [] : [{ method: call.method, place: at.value(call, "method") }])),
  ];
}
