import { createSocket } from "node:dgram";
import { once } from "node:events";
import { machineAddress } from "./paths.ts";

/** What a pod's lookup finds: an address, `none` for a name without one, or undefined where there is no such name. */
export type Lookup = (name: string, asker: string) => string | "none" | undefined;

const ipv4 = 1;
const noSuchName = 3;

/** Answers the pods' lookups until it is closed. Nothing is asked of the world outside. */
export async function serveDns(lookup: Lookup): Promise<{ close(): void }> {
  const socket = createSocket("udp4");
  socket.on("message", (query, asker) => {
    const answer = answerTo(query, (name) => lookup(name, asker.address));
    if (answer) socket.send(answer, asker.port, asker.address);
  });
  socket.bind(53, machineAddress);
  await once(socket, "listening");
  return { close: () => socket.close() };
}

/** The answer to one query, by RFC 1035; undefined if it is cut short. */
export function answerTo(query: Buffer, lookup: (name: string) => string | undefined): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  while (query[at]) {
    const length = query[at] ?? 0;
    labels.push(query.toString("latin1", at + 1, at + 1 + length).toLowerCase());
    at += length + 1;
  }
  const end = at + 5; // the root's label, type and class
  if (query.length < end) return undefined;
  const found = lookup(labels.join("."));
  const address = found !== undefined && found !== "none" && query.readUInt16BE(at + 1) === ipv4 ? found : undefined;
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(found === undefined ? 0x8180 | noSuchName : 0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(address ? 1 : 0, 6);
  // the name as in the question, A, IN, five seconds, four bytes
  const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4];
  return Buffer.concat([head, query.subarray(12, end), ...(address ? [Buffer.from([...record, ...address.split(".").map(Number)])] : [])]);
}
