import { domainsOf } from "../../domain-suffix.ts";
import type { Rule } from "../../rule.ts";
import { undialableAddress } from "../../undialable-address.ts";

export const badAddress: Rule = {
  code: "FED320",
  severity: "error",
  title: "address that other clusters cannot use",
  finds: `\
An address of an ingress gateway does not lead to it from other clusters:
loopback, link-local, multicast, broadcast or unspecified, "localhost", or a
name under the federation's own name. Or the list has the same address twice.`,
  why: `\
Calls would end elsewhere, often in the pod that makes them. Only proxies answer
names under the federation's name, so a gateway cannot resolve them. An address
that is listed twice, perhaps in another form, would get twice as many calls as
the others.`,
  example: `\
Wrong:

  addresses: [127.0.0.1]
  addresses: [gateway.localhost]
  addresses: ["2001:db8::20", "2001:DB8:0::20"]

Right:

  addresses: [192.0.2.20]
  addresses: [gateway.c2.example.com]`,
  check({ federation, file, at, report }) {
    for (const [name, { gateways }] of Object.entries(file.clusters)) {
      const addresses = gateways?.ingress?.addresses;
      if (addresses === undefined || addresses === "pending") continue;
      const seen = new Map<string, number>();
      for (const [i, address] of addresses.entries()) {
        const form = inOneForm(address);
        const first = seen.get(form);
        if (first !== undefined) {
          report({
            at: at.value(addresses, i),
            message: `\`${address}\` and \`${addresses[first]}\` are one address of \`${name}\``,
            related: { at: at.value(addresses, first), message: "written here first" },
            help: "write it once",
          });
          continue;
        }
        seen.set(form, i);
        const reason = undialableAddress(address) ?? (/[a-z]$/.test(address) ? wrongName(address, federation.name) : undefined);
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

/** IPv6 has many ways to write one address; URLs know one. */
function inOneForm(address: string): string {
  return address.includes(":") ? new URL(`http://[${address}]`).hostname : address;
}

function wrongName(address: string, federation: string): string | undefined {
  const last = domainsOf(address).at(-1);
  if (last === "localhost") return "a name of the pod itself";
  return last === federation ? `a name under the federation's name, \`${federation}\`` : undefined;
}
