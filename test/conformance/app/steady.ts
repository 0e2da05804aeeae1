import { lookup } from "node:dns/promises";
import { createWriteStream, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { makeWireCall } from "./make-wire-call.ts";
import type { WireCall } from "./wire-call.ts";

/*
 * Makes calls over and over, each in a rhythm of its own: `steady.mjs CALLS LOG MILLISECONDS`. CALLS is a file with a list of calls.
 * A line of LOG is `[index, begin, end, answer]`, times in milliseconds.
 */

type Named = Exclude<WireCall, { kind: "tls" }>;

/** As long as a caller with a pool of connections may keep an address. Without it, most of what is made would be queries. */
const addressHoldsInMilliseconds = 1000;
const [file = "", log = "", apart = ""] = process.argv.slice(2);
const written = createWriteStream(log, { flags: "a" });
const addresses = new Map<string, { readonly since: number; readonly address: Promise<string> }>();

for (const [index, call] of (JSON.parse(readFileSync(file, "utf8")) as readonly Named[]).entries()) void repeat(index, call);

async function repeat(index: number, call: Named): Promise<never> {
  for (let due = Date.now(); ; due = Math.max(due + Number(apart), Date.now())) {
    await sleep(due - Date.now());
    const begin = Date.now();
    const { reached, ...answer } = await addressed(call).then(makeWireCall, (error: Error) => ({
      result: "none",
      detail: error.message,
      reached: "",
    }));
    written.write(`${JSON.stringify([index, begin, Date.now(), answer])}\n`);
  }
}

/** The same call at an address, under the name that it had. */
async function addressed(call: Named): Promise<WireCall> {
  if (call.kind === "tcp") return { ...call, host: await addressOf(call.host) };
  if (call.kind === "grpc") {
    const named = { host: `${call.host}:${call.port}`, ...call.headers };
    return { ...call, host: await addressOf(call.host), headers: named };
  }
  const [, host = "", port = ""] = /^http:\/\/([^/:]+)(:\d+)?/.exec(call.url) ?? [];
  const url = call.url.replace(host, await addressOf(host));
  return { ...call, url, headers: { host: host + port, ...call.headers } };
}

function addressOf(host: string): Promise<string> {
  const known = addresses.get(host);
  if (known && Date.now() - known.since < addressHoldsInMilliseconds) return known.address;
  const address = lookup(host, 4).then((found) => found.address);
  addresses.set(host, { since: Date.now(), address });
  address.catch(() => addresses.delete(host));
  return address;
}
