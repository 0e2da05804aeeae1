import { isIP } from "node:net";
import type { AwaitedConnection, ConnectionSource, NetworkConnection } from "./connections.ts";

/** Marks a name up for its destination, such as a code span of Markdown. */
type Mark = (name: string) => string;

const unmarked: Mark = (name) => name;

/** How every connection is encrypted. */
export const encryption = "mutual TLS 1.2 or later";

/** True of every connection. */
export const transportInWords = `Every connection is TCP with ${encryption}. A firewall may read the server name (SNI), but must not decrypt.`;

/** What opens a connection: `egress gateway: pods in edge with istio=private-egressgateway`. A partner that configures itself keeps that to itself. */
export function sourceInWords(source: ConnectionSource, mark: Mark = unmarked): string {
  if (source.kind !== "egress gateway") return `${source.kind}: ${source.callers.map((caller) => callerInWords(caller, mark)).join(", ")}`;
  if (!source.pods) return `${source.kind}: federation.yaml does not say where it runs`;
  const labels = Object.entries(source.pods.labels).map(([key, value]) => mark(`${key}=${value}`));
  return `${source.kind}: pods in ${mark(source.pods.namespace)} with ${labels.sort().join(", ")}`;
}

/** The port on the nodes behind the address, if it is another one than the address has; empty otherwise. */
export function nodePortInWords({ port, nodePort }: NetworkConnection): string {
  if (nodePort === undefined || nodePort === port) return "";
  return nodePort === "assigned" ? "a node port that Kubernetes assigns" : `node port ${nodePort}`;
}

/** Why a connection is missing as yet. */
export function awaitedInWords({ from, to, services }: AwaitedConnection): string {
  return `${from} will dial ${to} for ${services.join(", ")} when federation.yaml has an address of ${to}`;
}

/** `192.0.2.10:443`, `[2001:db8::10]:443` */
export function socketAddress({ address, port }: Pick<NetworkConnection, "address" | "port">): string {
  return `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}

function callerInWords(caller: string, mark: Mark): string {
  return caller === "any" ? "every pod in the mesh" : mark(caller);
}
