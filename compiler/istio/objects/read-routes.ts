import type { Labels } from "../../1-load/federation-file.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { readStringMatch, type StringMatch } from "./read-string-match.ts";

interface Route {
  readonly name: ObjectName;
  readonly destinations: readonly RouteDestination[];
}

export interface HttpRoute extends Route {
  /** Any of them; empty where everything matches. */
  readonly matches: readonly HttpMatch[];
  readonly rewritePath: string | undefined;
  readonly rewriteAuthority: string | undefined;
  /** It leads nowhere, and is answered with 404 at once. */
  readonly refuses: boolean;
}

/** What is known of a connection before its first byte. */
export interface SourceMatch {
  readonly port: number | undefined;
  readonly sourceNamespace: string | undefined;
  readonly sourceLabels: Labels | undefined;
}

export interface HttpMatch extends SourceMatch {
  readonly authority: StringMatch | undefined;
  /** The one host that it asks for, with a port or without. */
  readonly exactAuthority: string | undefined;
  readonly path: StringMatch | undefined;
  /** What of a path is replaced by a rewrite, if it matches by prefix. */
  readonly pathPrefix: string | undefined;
  readonly method: StringMatch | undefined;
  readonly headers: readonly (readonly [string, StringMatch])[];
}

export interface TcpRoute extends Route {
  readonly matches: readonly SourceMatch[];
}

export interface TlsRoute extends Route {
  readonly matches: readonly { readonly port: number | undefined; readonly sniHosts: readonly string[] }[];
}

export interface RouteDestination {
  readonly host: string;
  readonly subset: string;
  readonly port: number;
  /** In percent. */
  readonly weight: number;
  readonly authority: string | undefined;
}

export function readHttpRoute(route: Fields, name: ObjectName): HttpRoute {
  route.only("match", "rewrite", "timeout", "retries", "route", "directResponse");
  const answer = route.maybeFields("directResponse")?.only("status");
  if (answer && answer.number("status") !== 404) route.fail("directResponse", "the model knows only 404");
  if (answer && (route.has("route") || route.has("rewrite"))) route.fail("directResponse", "it stands alone");
  route.maybeText("timeout");
  route.maybeFields("retries")?.only("attempts", "perTryTimeout", "retryOn");
  const rewrite = route.maybeFields("rewrite")?.only("uri", "authority");
  return {
    name,
    matches: route.list("match").map(readHttpMatch),
    destinations: answer ? [] : readDestinations(route),
    refuses: answer !== undefined,
    rewritePath: rewrite?.maybeText("uri"),
    rewriteAuthority: rewrite?.maybeText("authority"),
  };
}

function readHttpMatch(match: Fields): HttpMatch {
  match.only("port", "sourceNamespace", "sourceLabels", "authority", "uri", "method", "headers");
  const read = (key: string) => (match.has(key) ? readStringMatch(match, key) : undefined);
  const headers = match.maybeFields("headers");
  return {
    ...readSource(match),
    authority: read("authority"),
    exactAuthority: hostOf(match.maybeFields("authority")),
    path: read("uri"),
    pathPrefix: match.maybeFields("uri")?.maybeText("prefix"),
    method: read("method"),
    headers: headers ? headers.keys().map((name) => [name.toLowerCase(), readStringMatch(headers, name)] as const) : [],
  };
}

function hostOf(authority: Fields | undefined): string | undefined {
  const prefix = authority?.maybeText("prefix");
  return prefix?.endsWith(":") ? prefix.slice(0, -1) : authority?.maybeText("exact");
}

export function readSource(match: Fields): SourceMatch {
  return {
    port: match.maybeNumber("port"),
    sourceNamespace: match.maybeText("sourceNamespace"),
    sourceLabels: match.has("sourceLabels") ? match.labels("sourceLabels") : undefined,
  };
}

export function readDestinations(route: Fields): readonly RouteDestination[] {
  const list = route.list("route");
  if (list.length === 0) route.fail("route", "a route leads somewhere");
  const destinations = list.map((entry) => {
    const destination = entry.only("destination", "weight", "headers").fields("destination").only("host", "subset", "port");
    const set = entry.maybeFields("headers")?.only("request").fields("request").only("set").fields("set").only(":authority");
    const host = destination.text("host").toLowerCase();
    if (!host.includes(".")) destination.fail("host", "the model knows only names with a domain here");
    return {
      host,
      subset: destination.maybeText("subset") ?? "",
      port: destination.fields("port").only("number").number("number"),
      weight: entry.maybeNumber("weight") ?? (list.length === 1 ? 100 : 0),
      authority: set?.text(":authority"),
    };
  });
  const sum = destinations.reduce((sum, { weight }) => sum + weight, 0);
  if (sum === 0) route.fail("route", "weights add up to more than nothing");
  return destinations
    .filter(({ weight }) => weight > 0)
    .map((destination) => ({ ...destination, weight: (100 * destination.weight) / sum }));
}
