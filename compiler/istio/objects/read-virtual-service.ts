import type { Labels } from "../../1-load/federation-file.ts";
import { readRe2 } from "../../regular-expressions/re2.ts";
import type { ObjectName } from "../verdict.ts";
import type { Fields } from "./fields.ts";
import { fieldOf, type ObjectHead, partForIstio } from "./object-head.ts";
import { sharedText } from "./shared-values.ts";
import { readVisibility, type Visibility } from "./visibility.ts";

/** The host of calls that a gateway of the user makes by a VirtualService without hosts. */
export function delegateHost({ namespace, name }: { readonly namespace?: string | undefined; readonly name: string }): string {
  return `delegate:${namespace}/${name}`;
}

export interface VirtualService {
  readonly name: ObjectName;
  /** Empty if it is one to which others delegate. */
  readonly hosts: readonly string[];
  /** As `namespace/name`; empty if it is for the proxies of the mesh. */
  readonly gateways: readonly string[];
  readonly visibility: Visibility;
  readonly http: readonly HttpRoute[];
  readonly tcp: readonly TcpRoute[];
  readonly tls: readonly TlsRoute[];
}

interface Route {
  readonly name: ObjectName;
  readonly destinations: readonly RouteDestination[];
}

export interface HttpRoute extends Route {
  /** One of them is enough. Empty if everything matches. */
  readonly matches: readonly HttpMatch[];
  readonly rewritePath: string | undefined;
  readonly rewriteAuthority: string | undefined;
  /** Whether it answers with 404 instead of leading anywhere. */
  readonly refuses: boolean;
}

/** The parts of a match that are known before the first byte of a connection. */
export interface SourceMatch {
  readonly port: number | undefined;
  readonly sourceNamespace: string | undefined;
  readonly sourceLabels: Labels | undefined;
}

export interface HttpMatch extends SourceMatch {
  readonly authority: StringMatch | undefined;
  /** The only host that it accepts, with a port or without. */
  readonly exactAuthority: string | undefined;
  readonly path: StringMatch | undefined;
  /** The part of a path that a rewrite replaces, if the path is matched by prefix. */
  readonly pathPrefix: string | undefined;
  readonly method: StringMatch | undefined;
  readonly headers: readonly { readonly name: string; readonly match: StringMatch }[];
  /** All that it asks about the method, the path and the headers, as one text. Under equal texts the same requests fit. */
  readonly asked: string;
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

export function readVirtualService(head: ObjectHead): VirtualService {
  const { namespace } = head.name;
  const spec = partForIstio(head, "spec").only("hosts", "gateways", "exportTo", "http", "tcp", "tls");
  const hosts = spec.texts("hosts");
  const gateways = spec.texts("gateways");
  if (gateways.includes("mesh")) spec.fail("gateways", "the model does not know `mesh` beside gateways");
  if (gateways.length === 0 && spec.has("tls")) spec.fail("tls", "the model knows it on gateways only");
  if (gateways.length === 0 && hosts.some((host) => host.startsWith("*") || !host.includes(".")))
    spec.fail("hosts", "the model knows only whole names here");
  if (hosts.length === 0) {
    if (gateways.length + spec.list("tcp").length > 0)
      spec.fail("hosts", "Istio knows a VirtualService without hosts for HTTP alone, and not for gateways");
    if (spec.list("http").some((route) => route.list("match").some((match) => match.has("sourceLabels") || match.has("sourceNamespace"))))
      spec.fail("http", "the model does not know sources of calls in a VirtualService without hosts");
  }
  const routes = <Read>(kind: "http" | "tcp" | "tls", read: (route: Fields, name: ObjectName) => Read): readonly Read[] =>
    spec.list(kind).map((route, index) => read(route, fieldOf(head.name, `spec.${kind}[${index}]`)));
  return {
    name: head.name,
    hosts: hosts.map((host) => host.toLowerCase()),
    gateways: gateways.map((name) => (name.includes("/") ? name : `${namespace}/${name}`)),
    visibility: readVisibility(spec, namespace),
    http: routes("http", readHttpRoute),
    tcp: routes("tcp", (route, name) => ({
      name,
      destinations: readDestinations(route.only("match", "route")),
      matches: route.list("match").map((match) => readSource(match.only("port", "sourceNamespace", "sourceLabels"))),
    })),
    tls: routes("tls", (route, name) => ({
      name,
      destinations: readDestinations(route.only("match", "route")),
      matches: route.list("match").map((match) => {
        match.only("port", "sniHosts");
        return { port: match.maybeNumber("port"), sniHosts: match.texts("sniHosts").map((host) => host.toLowerCase()) };
      }),
    })),
  };
}

function readHttpRoute(route: Fields, name: ObjectName): HttpRoute {
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
  const { port, sourceNamespace, sourceLabels } = readSource(match);
  return {
    port,
    sourceNamespace,
    sourceLabels,
    authority: read("authority"),
    exactAuthority: hostOf(match.maybeFields("authority")),
    path: read("uri"),
    pathPrefix: match.maybeFields("uri")?.maybeText("prefix"),
    method: read("method"),
    headers: headers ? headers.keys().map((name) => ({ name: name.toLowerCase(), match: readStringMatch(headers, name) })) : [],
    asked: sharedText(
      [
        ...(["uri", "method"] as const).map((key) => match.maybeFields(key)?.shown()),
        headers?.keys().map((name) => `${name.toLowerCase()} ${headers.fields(name).shown()}`),
      ].join("\n"),
    ),
  };
}

function hostOf(authority: Fields | undefined): string | undefined {
  const prefix = authority?.maybeText("prefix");
  return prefix?.endsWith(":") ? prefix.slice(0, -1) : authority?.maybeText("exact");
}

function readSource(match: Fields): SourceMatch {
  return {
    port: match.maybeNumber("port"),
    sourceNamespace: match.maybeText("sourceNamespace"),
    sourceLabels: match.has("sourceLabels") ? match.labels("sourceLabels") : undefined,
  };
}

/** Whether a value is exact, has a prefix, or is matched as a whole by a regular expression. */
export type StringMatch = (value: string) => boolean;

export function readStringMatch(above: Fields, key: string): StringMatch {
  const match = above.fields(key).only("exact", "prefix", "regex");
  const [kind = "", ...others] = match.keys();
  if (kind === "" || others.length > 0) match.fail(undefined, "exactly one of exact, prefix and regex is expected here");
  const text = match.text(kind);
  if (kind === "exact") return (value) => value === text;
  if (kind === "prefix") return (value) => value.startsWith(text);
  const regex = readRe2(text);
  return typeof regex === "string" ? match.fail("regex", `this regular expression ${regex}`) : regex.matches;
}

function readDestinations(route: Fields): readonly RouteDestination[] {
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
