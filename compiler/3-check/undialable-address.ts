import { BlockList, isIP } from "node:net";

/** Ranges that lead to no other cluster (IANA's special-purpose registries). */
const ranges: readonly { readonly kind: string; readonly v4: readonly string[]; readonly v6: readonly string[] }[] = [
  { kind: "a loopback address", v4: ["127.0.0.0/8"], v6: ["::1/128"] },
  { kind: "the unspecified address", v4: ["0.0.0.0/8"], v6: ["::/128"] },
  { kind: "a link-local address", v4: ["169.254.0.0/16"], v6: ["fe80::/10"] },
  { kind: "a multicast address", v4: ["224.0.0.0/4"], v6: ["ff00::/8"] },
  { kind: "the broadcast address", v4: ["255.255.255.255/32"], v6: [] },
];

const lists = ranges.map(({ kind, v4, v6 }) => {
  const list = new BlockList();
  for (const range of v4) {
    const [network = "", bits = "0"] = range.split("/");
    list.addSubnet(network, Number(bits), "ipv4");
    // The same address inside IPv6: mapped, and in the old form without ffff.
    for (const prefix of ["::ffff:", "::"])
      if (network !== "0.0.0.0" || prefix !== "::") list.addSubnet(prefix + network, Number(bits) + 96, "ipv6");
  }
  for (const range of v6) {
    const [network = "", bits = "0"] = range.split("/");
    list.addSubnet(network, Number(bits), "ipv6");
  }
  return { kind, list };
});

/** Why nobody in another cluster can dial an IP address; undefined where one can, and for what is no IP address. */
export function undialableAddress(address: string): string | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  return lists.find(({ list }) => list.check(address, family === 4 ? "ipv4" : "ipv6"))?.kind;
}
