import { createConnection } from "node:net";
import { connect } from "node:tls";
import { told } from "./told.ts";
import { partsOfUrl, timeoutInMilliseconds, type WireAnswer, type WireCall } from "./wire-call.ts";

/** One call over HTTP/1.0, which Node's own client does not speak. The answer ends with the connection. */
export function overHttp10(call: Extract<WireCall, { kind: "http" | "tls" }>): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const { socket, host, path } = connected(call);
    const head = Object.entries({ host, ...call.headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const parts: Buffer[] = [];
    socket.write(`${call.method} ${path} HTTP/1.0\r\n${head.join("")}\r\n`);
    socket.setTimeout(timeoutInMilliseconds, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (part: Buffer) => parts.push(part));
    socket.on("error", reject);
    socket.on("close", () => {
      const answer = Buffer.concat(parts);
      const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(answer.toString("latin1")) ?? [];
      if (status === undefined) reject(new Error("closed without an answer"));
      else resolve({ result: status, ...told(answer.subarray(answer.indexOf("\r\n\r\n") + 4)) });
    });
  });
}

function connected(call: Extract<WireCall, { kind: "http" | "tls" }>) {
  if (call.kind === "http") {
    const { host, port, path } = partsOfUrl(call.url);
    return { socket: createConnection({ host, port }), host: `${host}:${port}`, path: call.target ?? path };
  }
  const { address, port, sni, pair, path } = call;
  const shown = pair && { cert: pair.certificate, key: pair.key };
  const socket = connect({ host: address, port, servername: sni, rejectUnauthorized: false, ...shown });
  return { socket, host: sni, path };
}
