import { domainsOf } from "../domain-suffix.ts";
import type { Rule } from "../rule.ts";
import { undialableAddress } from "../undialable-address.ts";

/** The addresses of an ingress gateway lead to it from other clusters. */
export const badAddress: Rule = {
  code: "FED320",
  severity: "error",
  title: "address that other clusters cannot dial",
  explain: `\
The addresses of an ingress gateway are what other clusters dial. Loopback,
link-local, multicast and unspecified addresses lead elsewhere, often back into
the cluster that dials. So do "localhost" and names that a cluster's own DNS
answers. Names under a cluster's hostname or under the federation's name are the
federation's own: they are answered by proxies and need not exist in DNS, so the
gateway cannot be found by them.

Wrong, where the cluster's hostname is c2.example.com:

  addresses: [127.0.0.1]
  addresses: [gateway.c2.example.com]

Right:

  addresses: [192.0.2.20]
  addresses: [gateway-c2.example.com]
`,
  check({ federation, file, at, report }) {
    const hostnames = new Set(Object.values(file.clusters).map(({ hostname }) => hostname));
    const domains = new Set([...federation.clusters.values()].map(({ istio }) => istio.domain));
    for (const [name, { gateways }] of Object.entries(file.clusters)) {
      const addresses = gateways?.ingress?.addresses;
      if (addresses === undefined || addresses === "pending") continue;
      for (const [i, address] of addresses.entries()) {
        const reason =
          undialableAddress(address) ?? (/[a-z]$/.test(address) ? wrongName(address, hostnames, domains, federation.name) : undefined);
        if (reason === undefined) continue;
        report({
          at: at.value(addresses, i),
          message: `\`${address}\` does not lead to \`${name}\` from other clusters: it is ${reason}`,
          help: "write what other clusters dial, or `pending` while there is no address yet",
        });
      }
    }
  },
};

function wrongName(address: string, hostnames: ReadonlySet<string>, domains: ReadonlySet<string>, federation: string): string | undefined {
  const suffixes = domainsOf(address);
  const hostname = suffixes.find((suffix) => hostnames.has(suffix));
  if (hostname !== undefined) return address === hostname ? "a cluster's hostname" : `a name under the hostname \`${hostname}\``;
  const domain = suffixes.find((suffix) => domains.has(suffix));
  if (domain !== undefined) return `a name under the cluster domain \`${domain}\``;
  const last = suffixes.at(-1);
  if (last === "localhost") return "a name of the pod itself";
  return last === federation ? `a name under the federation's name, \`${federation}\`` : undefined;
}
