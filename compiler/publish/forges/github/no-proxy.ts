import { BlockList, isIP } from "node:net";

/**
 * Whether `NO_PROXY` excepts a server, as git has it: a name also stands for all below it, an address also for a range (`10.0.0.0/8`), and `*`
 * for everything. Beyond git, an entry with a port is for that port alone.
 */
export function isExcepted(hostname: string, port: number, list: string): boolean {
  const own = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
  const entries = list.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== "" && (entry === "*" || covers(entry, own, port)));
}

function covers(entry: string, own: string, port: number): boolean {
  if (entry.includes("/")) return isInRange(own, entry);
  const isPlainV6 = entry.includes("::") && !entry.includes("]");
  const [, host = entry, only] = /^(.+):(\d+)$/.exec(isPlainV6 ? "" : entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const name = host
    .replace(/^\*?\./, "")
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
  if (isIP(own) !== 0) return isInRange(own, name);
  return name !== "" && (own === name || own.endsWith(`.${name}`));
}

/** Whether an address is another one, however that is written, or lies in its range. */
function isInRange(own: string, entry: string): boolean {
  const [network = "", bits] = entry.replace(/^\[|\](?=\/|$)/g, "").split("/");
  const [kind, ownKind] = [isIP(network), isIP(own)];
  if (kind === 0 || kind !== ownKind) return false;
  const most = kind === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  if (bits !== undefined && (!/^\d+$/.test(bits) || length > most)) return false;
  const family = kind === 4 ? "ipv4" : "ipv6";
  const range = new BlockList();
  range.addSubnet(network, length, family);
  return range.check(own, family);
}
