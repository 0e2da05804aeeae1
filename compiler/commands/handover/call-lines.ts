import type { AlternativeEntry } from "../../1-load/federation-file.ts";
import { encryption, socketAddress } from "../../4-plan/network/connection-words.ts";
import { codeSpan, escapedMarkdown } from "../../6-render/markdown.ts";
import type { AgreedCalls, AgreedCluster, Agreement } from "./agreement.ts";

/** What both sides have to know of the calls of one service. */
export function callLines(calls: AgreedCalls, { partner, others }: Agreement): readonly string[] {
  const { service, subset, description, protocol, mode, from, to, serverNames, hosts, path, clients, servers, allowed } = calls;
  const incoming = to === partner.name;
  const ingress = (incoming ? partner : others.find(({ name }) => name === to))?.ingress;
  const isHttp = protocol !== "tcp";
  return [
    `### ${service}${subset === undefined ? "" : `, subset ${subset}`}, ${incoming ? `called by ${from}` : `of ${to}`}`,
    "",
    ...(description === undefined ? [] : [escapedMarkdown(description), ""]),
    `- ${protocolText(calls)}, in ${encryption}`,
    `- ${incoming ? `${from} dials` : "you dial"} ${ingress ? addressesText(ingress) : "an address that is not known yet"}`,
    `- server name in TLS (SNI): ${listed(serverNames)}`,
    ...(hosts.length > 0 ? [`- HTTP host: ${listed(hosts)}, perhaps followed by a port`] : []),
    ...(path === undefined
      ? []
      : [`- on ${codeSpan(hosts[0] ?? "")} every path begins with ${codeSpan(path)}, which the called gateway takes away`]),
    `- ${incoming ? `${from} presents` : "you present"} a certificate with the URI name ${clients.length > 0 ? listed(clients) : "of a caller that both sides name: at present there is none"}`,
    `- ${incoming ? "you present" : `${to} presents`} a certificate with the URI name ${servers.length > 0 ? listed(servers) : "of the called workload"}`,
    ...(mode === "workloads"
      ? ["- TLS runs from the calling workload to the called workload. Gateways in between pass it on by server name"]
      : []),
    ...(allowed.length === 0 || !isHttp ? [] : [`- ${incoming ? `${from} may` : "you may"} call:`]),
    ...(isHttp ? allowed.map((alternative) => `  - ${allowedText(alternative, calls, incoming)}`) : ["- every connection is allowed"]),
    "",
  ];
}

function protocolText({ protocol }: AgreedCalls): string {
  const words = { http: "HTTP/1.1 or HTTP/2", http2: "HTTP/2", grpc: "gRPC, over HTTP/2", tcp: "any bytes over TCP" };
  return words[protocol];
}

function allowedText({ methods, paths, rpcs, callers }: AlternativeEntry, { protocol }: AgreedCalls, incoming: boolean): string {
  const by = callers === undefined ? "" : callers === "any" ? ", by any of its workloads" : `, by ${listed(callers)}`;
  if (protocol === "grpc") {
    if (rpcs === undefined) return unstated(incoming);
    return `${rpcs === "any" ? "every method" : `POST on ${listed(rpcs.map((rpc) => `/${rpc}`))}`}${by}`;
  }
  if (methods === undefined && paths === undefined) return unstated(incoming);
  const verbs = methods === undefined || methods === "any" ? "every method" : methods.join(", ");
  return `${verbs} on ${paths === undefined ? "every path" : listed(paths)}${by}`;
}

function unstated(incoming: boolean): string {
  return incoming ? "what you allow: the other side's federation.yaml does not say it" : "what the called cluster allows";
}

/** Where an ingress gateway is reached. */
export function addressesText({ addresses, port }: NonNullable<AgreedCluster["ingress"]>): string {
  if (addresses === "pending") return "an address that is not known yet";
  return addresses.map((address) => codeSpan(socketAddress({ address, port }))).join(", ");
}

/** Names as a list in Markdown. */
export function listed(names: readonly string[]): string {
  return names.map(codeSpan).join(", ");
}
