import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { connect as connectHttp2, type IncomingHttpHeaders } from "node:http2";
import { request as httpsRequest } from "node:https";
import { createConnection } from "node:net";
import { grpcFrame, grpcMessage, grpcStatuses, grpcStatusOf } from "./grpc-frame.ts";
import { overHttp2 } from "./over-http2.ts";
import { overHttp10 } from "./over-http10.ts";
import { told } from "./told.ts";
import { partsOfUrl, timeoutInMilliseconds, type WireAnswer, type WireCall } from "./wire-call.ts";

const noAnswer = (error: Error): WireAnswer => ({ result: "none", detail: error.message });

/** Makes one call over a connection of its own. It never throws: what fails is an answer, too. */
export async function makeWireCall(call: WireCall): Promise<WireAnswer> {
  try {
    if (call.kind === "tcp") return await overTcp(call);
    if (call.kind === "grpc") return await overGrpc(call);
    if (call.http === "2") return await overHttp2(call);
    if (call.http === "1.0") return await overHttp10(call);
    return await overHttp(call);
  } catch (error) {
    return noAnswer(error as Error);
  }
}

function overHttp(call: Extract<WireCall, { kind: "http" | "tls" }>): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      method: call.method,
      headers: { connection: "close", ...call.headers },
      agent: false,
      timeout: timeoutInMilliseconds,
    };
    const answered = (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => resolve({ result: String(answer.statusCode), ...told(Buffer.concat(parts)) }));
    };
    const asked =
      call.kind === "http" ? httpRequest(plainOptions(call, options), answered) : httpsRequest(tlsOptions(call, options), answered);
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", reject);
    asked.on("connect", (answer, socket) => {
      resolve({ result: String(answer.statusCode) });
      socket.destroy();
    });
    asked.end();
  });
}

function plainOptions({ url, target }: Extract<WireCall, { kind: "http" }>, options: RequestOptions): RequestOptions {
  const { host, port, path } = partsOfUrl(url);
  return { ...options, host, port, path: target ?? path };
}

function tlsOptions({ address, port, sni, path, pair }: Extract<WireCall, { kind: "tls" }>, options: RequestOptions) {
  const shown = pair && { cert: pair.certificate, key: pair.key };
  return { ...options, ...shown, host: address, port, path, servername: sni, rejectUnauthorized: false };
}

function overTcp({ host, port }: { readonly host: string; readonly port: number }): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, timeout: timeoutInMilliseconds });
    let heard = "";
    socket.on("connect", () => socket.write("ping\n"));
    socket.on("data", (part) => {
      heard += part.toString();
      const [greeting = "", echo] = heard.split("\n");
      if (echo !== "ping" || !heard.endsWith("\n")) return;
      resolve({ result: "echo", ...told(Buffer.from(greeting)) });
      socket.destroy();
    });
    socket.on("timeout", () => socket.destroy(new Error("no echo in time")));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed without an echo")));
  });
}

function overGrpc({ host, port, path, headers }: Extract<WireCall, { kind: "grpc" }>): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const session = connectHttp2(`http://${host}:${port}`);
    const failed = (error: Error) => {
      session.destroy();
      resolve({ result: "UNAVAILABLE", detail: error.message });
    };
    session.on("error", failed);
    const grpc = { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" };
    const { host: authority, ...others } = headers;
    const stream = session.request({ ...grpc, ...(authority && { ":authority": authority }), ...others });
    let status: string | undefined;
    const parts: Buffer[] = [];
    const heard = (all: IncomingHttpHeaders) => {
      if (all["grpc-status"] !== undefined) status = grpcStatuses[Number(all["grpc-status"])] ?? "UNKNOWN";
      else if (all[":status"] && Number(all[":status"]) !== 200) status = grpcStatusOf(Number(all[":status"]));
    };
    stream.on("response", heard).on("trailers", heard);
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("error", failed);
    stream.setTimeout(timeoutInMilliseconds, () => failed(new Error("no answer in time")));
    stream.on("end", () => {
      session.close();
      resolve({ result: status ?? "UNKNOWN", ...told(grpcMessage(Buffer.concat(parts))) });
    });
    stream.end(grpcFrame(Buffer.alloc(0)));
  });
}
