import { type ClientHttp2Session, connect } from "node:http2";
import { told } from "./told.ts";
import { partsOfUrl, timeoutInMilliseconds, type WireAnswer, type WireCall } from "./wire-call.ts";

/** One call over HTTP/2: with prior knowledge, or as TLS agrees on it. */
export function overHttp2(call: Extract<WireCall, { kind: "http" | "tls" }>): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const { session, authority, path } = connected(call);
    const failed = (error: Error) => {
      session.destroy();
      reject(error);
    };
    session.on("error", failed).on("close", () => reject(new Error("closed without an answer")));
    const { host = authority, ...headers } = call.headers;
    const stream = session.request({ ":method": call.method, ":path": path, ":authority": host, ...headers });
    const parts: Buffer[] = [];
    let status = "none";
    stream.on("response", (answer) => {
      status = String(answer[":status"]);
    });
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("error", failed);
    stream.setTimeout(timeoutInMilliseconds, () => failed(new Error("no answer in time")));
    stream.on("end", () => {
      resolve({ result: status, ...told(Buffer.concat(parts)) });
      session.close();
    });
    stream.end();
  });
}

function connected(call: Extract<WireCall, { kind: "http" | "tls" }>): {
  readonly session: ClientHttp2Session;
  readonly authority: string;
  readonly path: string;
} {
  if (call.kind === "http") {
    const { host, port, path } = partsOfUrl(call.url);
    return { session: connect(`http://${host}:${port}`), authority: port === 80 ? host : `${host}:${port}`, path };
  }
  const { address, port, sni, pair, path } = call;
  const shown = pair && { cert: pair.certificate, key: pair.key };
  return { session: connect(`https://${address}:${port}`, { servername: sni, rejectUnauthorized: false, ...shown }), authority: sni, path };
}
