import { socketAddress } from "../../4-plan/network/connection-words.ts";
import { codeSpan } from "../../6-render/markdown.ts";
import type { AgreedCalls, Agreement } from "./agreement.ts";

/** Commands that show whether the partner's calls arrive, one block for each service in mode gateways that has an address. */
export function trialLines({ outgoing, others }: Agreement): readonly string[] {
  const trials = outgoing.flatMap((calls) => {
    const ingress = others.find(({ name }) => name === calls.to)?.ingress;
    if (calls.mode !== "gateways" || !ingress || ingress.addresses === "pending") return [];
    return ingress.addresses.slice(0, 1).map((address) => ({ calls, address: socketAddress({ address, port: ingress.port }) }));
  });
  if (trials.length === 0) return [];
  return [
    `With your egress gateway's key pair in ${codeSpan("client.pem")} and ${codeSpan("client.key")}, and the called cluster's root in ${codeSpan("root.pem")}, a first command shows`,
    "the URI name of who answers, and a second one makes a call. curl cannot check a URI name, so the second one checks nothing of the server.",
    "",
    "```sh",
    ...trials.flatMap(({ calls, address }) => trialOf(calls, address)),
    "```",
    "",
  ];
}

function trialOf(
  { service, to, serverNames: [serverName = ""], hosts: [host], path = "/", allowed, protocol }: AgreedCalls,
  address: string,
) {
  const keys = "client.pem --key client.key";
  const [{ methods, paths = [] } = {}] = allowed;
  const method = methods === undefined || methods === "any" || methods.includes("GET") ? "GET" : (methods[0] ?? "GET");
  const [first = "/"] = paths;
  const url = `https://${host}${path}${first.replace(/\*$/, "").slice(1)}`.replaceAll("'", "'\\''");
  return [
    `# ${service} of ${to}`,
    `openssl s_client -connect ${address} -servername ${serverName} -cert client.pem -key client.key -CAfile root.pem \\`,
    "  -verify_return_error </dev/null | openssl x509 -noout -ext subjectAltName",
    ...(host === undefined || protocol === "grpc"
      ? []
      : [`curl --insecure --connect-to ::${address} --cert ${keys} --request ${method} '${url}'`]),
  ];
}
