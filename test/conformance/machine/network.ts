import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineAddress } from "./paths.ts";
import { attempt, run } from "./run-command.ts";

const bridge = "fedc-conf";
/** All network namespaces of this suite begin so, and no other is ever touched. */
const prefix = "fedc-conf-";
/** Where `ip netns exec` finds the files that it puts over those in /etc. */
const resolvers = "/etc/netns";

/** Connects this machine to the network of the pods. */
export async function makeNetwork(): Promise<void> {
  await ip(`link add ${bridge} type bridge`, `addr add ${machineAddress}/16 dev ${bridge}`, `link set ${bridge} up`);
}

/** Removes the network and every namespace, also those of a run that was killed. */
export async function removeNetwork(): Promise<void> {
  const listed = (await attempt(["ip", "netns", "list"])).stdout.split("\n").map((line) => line.split(" ")[0] ?? "");
  for (const name of listed) if (name.startsWith(prefix)) await removeNamespace(name);
  await attempt(["ip", "link", "del", bridge]);
}

/** The name of a pod's network namespace. `id` has at most ten characters. */
export function namespaceName(id: string): string {
  return prefix + id;
}

/** Makes a network namespace with one address on the bridge. Names are looked up as in a pod of the Kubernetes namespace `inside`. */
export async function makeNamespace(name: string, address: string, inside: string): Promise<void> {
  const folder = join(resolvers, name);
  mkdirSync(folder, { recursive: true });
  const domains = `${inside}.svc.cluster.local svc.cluster.local cluster.local`;
  writeFileSync(join(folder, "resolv.conf"), `nameserver ${machineAddress}\nsearch ${domains}\noptions ndots:5\n`);
  const outside = `fc${name.slice(prefix.length)}`;
  await run(["ip", "netns", "add", name]);
  const peer = `peer name eth0 address ${hardwareAddress(address)} netns ${name}`;
  await ip(`link add ${outside} type veth ${peer}`, `link set ${outside} master ${bridge} up`);
  await run(["ip", "-n", name, "-batch", "-"], {
    input: `link set lo up\nlink set eth0 up\naddr add ${address}/16 dev eth0\nroute add default via ${machineAddress}\n`,
  });
}

/**
 * The hardware address of an address, always the same: a new pod may take the address of one that is gone, and a caller that still knows the old
 * pod's hardware address would send into the void for about 8 seconds, until it asks again.
 */
function hardwareAddress(address: string): string {
  return ["02", "00", ...address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"))].join(":");
}

/** Gives a namespace one more address. */
export async function addAddress(name: string, address: string): Promise<void> {
  await run(["ip", "-n", name, "addr", "add", `${address}/32`, "dev", "eth0"]);
}

export async function removeNamespace(name: string): Promise<void> {
  await attempt(["ip", "netns", "del", name]);
  rmSync(join(resolvers, name), { recursive: true, force: true });
}

/** The beginning of a command that runs inside: as root, or as the user of the proxy, whose calls are not redirected to it. */
export function inside(name: string, as: "app" | "proxy"): readonly string[] {
  const user = as === "proxy" ? ["setpriv", "--reuid=1337", "--regid=1337", "--clear-groups", "--"] : [];
  return ["ip", "netns", "exec", name, ...user];
}

async function ip(...commands: readonly string[]): Promise<void> {
  await run(["ip", "-batch", "-"], { input: `${commands.join("\n")}\n` });
}
