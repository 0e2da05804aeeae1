import { BlockList, isIP } from "node:net";
import { differencesBy, repeatsBy, uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const missingAddresses = error("FED318", "ingress gateway without addresses", {
  finds: `A cluster exposes a service, and its ingress gateway has no "addresses".`,
  why: `\
Other clusters dial this gateway, and only you know where it is. While its load
balancer has no address yet, write "pending": fedc then builds everything that
does not need the address, and every build reminds you of it.`,
  wrong: `gateways: { ingress: {} }`,
  rightLead: `Right, one of:`,
  right: `\
gateways: { ingress: { addresses: [192.0.2.20, 192.0.2.21] } }
gateways: { ingress: { addresses: [gateway.example.com] } }
gateways: { ingress: { addresses: pending } }`,
  check({ grants, at, report }) {
    const exposing = new Set(grants.map(({ exposure }) => exposure.cluster));
    for (const { name, written } of exposing) {
      const { gateways } = written;
      if (!gateways?.ingress || gateways.ingress.addresses !== undefined) continue;
      report({
        at: at.key(gateways, "ingress"),
        message: `the ingress gateway of \`${name}\` has no \`addresses\``,
        help: "write a list of IP addresses, a list of one DNS name, or the word `pending`",
      });
    }
  },
});

export const badAddress = error("FED320", "address that other clusters cannot use", {
  finds: `\
An address of an ingress gateway does not lead to it from other clusters:
loopback, link-local, multicast, broadcast or unspecified, "localhost", or a
name under the federation's own name. Or the list has the same address twice.`,
  why: `\
Calls would end elsewhere, often in the pod that makes them. Only proxies answer
names under the federation's name, so a gateway cannot resolve them. An address
that is listed twice, perhaps in another form, would get twice as many calls as
the others.`,
  wrong: `\
addresses: [127.0.0.1]
addresses: [gateway.localhost]
addresses: ["2001:db8::20", "2001:DB8:0::20"]`,
  right: `\
addresses: [192.0.2.20]
addresses: [gateway.c2.example.com]`,
  check({ federation, file, at, report }) {
    for (const [name, { gateways }] of Object.entries(file.clusters)) {
      const addresses = gateways?.ingress?.addresses;
      if (addresses === undefined || addresses === "pending") continue;
      const items = addresses.map((address, index) => ({
        address,
        // An IPv6 address can be written in many ways. A URL has one form of it.
        form: address.includes(":") ? new URL(`http://[${address}]`).hostname : address,
        place: at.value(addresses, index),
      }));
      for (const { first, repeat } of repeatsBy(items, ({ form }) => form))
        report({
          at: repeat.place,
          message: `\`${repeat.address}\` and \`${first.address}\` are the same address of \`${name}\``,
          related: { at: first.place, message: "first written here" },
          help: "write it once",
        });
      for (const { address, place } of uniqueBy(items, ({ form }) => form)) {
        const reason = undialableAddress(address) ?? (/[a-z]$/.test(address) ? wrongName(address, federation.name) : undefined);
        if (reason !== undefined)
          report({
            at: place,
            message: `\`${address}\` does not lead to \`${name}\` from other clusters: it is ${reason}`,
            help: "write what other clusters dial, or `pending` while there is no address yet",
          });
      }
    }
  },
});

function wrongName(address: string, federation: string): string | undefined {
  const last = address.slice(address.lastIndexOf(".") + 1);
  if (last === "localhost") return "a name of the pod itself";
  return last === federation ? `a name under the federation's name, \`${federation}\`` : undefined;
}

export const sharedAddress = error("FED399", "two clusters at the same address", {
  finds: `The ingress gateways of two clusters have an address and the port in common.`,
  why: `\
Both would be the same gateway to the others: calls for one cluster end at the
other, and the caller refuses its certificate. Usually an entry was copied and
not adapted.`,
  wrong: `\
east: { …, gateways: { ingress: { addresses: [192.0.2.20] } } }
west: { …, gateways: { ingress: { addresses: [192.0.2.20] } } }`,
  right: `\
east: { …, gateways: { ingress: { addresses: [192.0.2.20] } } }
west: { …, gateways: { ingress: { addresses: [192.0.2.30] } } }`,
  remark: `Behind one address, different ports tell two gateways apart.`,
  check({ federation, file, at, report }) {
    const dialled = Object.keys(file.clusters).flatMap((name) => {
      const cluster = federation.clusters.get(name);
      const addresses = cluster?.written.gateways?.ingress?.addresses;
      if (!cluster?.ingress || cluster.inactive !== undefined || !Array.isArray(addresses)) return [];
      const { port } = cluster.ingress;
      return addresses.map((address, index) => ({
        cluster,
        key: `${String(address).toLowerCase()} ${port}`,
        place: at.value(addresses, index),
      }));
    });
    const differences = differencesBy(
      dialled,
      ({ key }) => key,
      ({ cluster }) => cluster,
    );
    for (const { first, repeat } of differences)
      report({
        at: repeat.place,
        message: `\`${repeat.cluster.name}\` and \`${first.cluster.name}\` have the same address and port`,
        related: {
          at: at.key(first.cluster.written.gateways ?? {}, "ingress"),
          message: `the ingress gateway of \`${first.cluster.name}\``,
        },
        help: "write the address or the port of each cluster's own gateway",
      });
  },
});

/** Ranges that do not lead to another cluster (IANA's special-purpose registries). */
const ranges: readonly { readonly kind: string; readonly v4: readonly string[]; readonly v6: readonly string[] }[] = [
  { kind: "a loopback address", v4: ["127.0.0.0/8"], v6: ["::1/128"] },
  { kind: "the unspecified address", v4: ["0.0.0.0/8"], v6: ["::/128"] },
  { kind: "a link-local address", v4: ["169.254.0.0/16"], v6: ["fe80::/10"] },
  { kind: "a multicast address", v4: ["224.0.0.0/4"], v6: ["ff00::/8"] },
  { kind: "the broadcast address", v4: ["255.255.255.255/32"], v6: [] },
];

const lists = ranges.map(({ kind, v4, v6 }) => {
  const list = new BlockList();
  for (const [network = "", bits] of v4.map((range) => range.split("/"))) {
    list.addSubnet(network, Number(bits), "ipv4");
    // An IPv4 address inside IPv6: mapped, and in the old form without ffff.
    for (const prefix of ["::ffff:", "::"])
      if (network !== "0.0.0.0" || prefix !== "::") list.addSubnet(prefix + network, Number(bits) + 96, "ipv6");
  }
  for (const [network = "", bits] of v6.map((range) => range.split("/"))) list.addSubnet(network, Number(bits), "ipv6");
  return { kind, list };
});

/** Why other clusters cannot dial an IP address. Undefined if they can, or if the text is not an IP address. */
function undialableAddress(address: string): string | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  return lists.find(({ list }) => list.check(address, family === 4 ? "ipv4" : "ipv6"))?.kind;
}
