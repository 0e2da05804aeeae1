import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type IncomingHttpHeaders } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { grpcFrame } from "./grpc-frame.ts";

/*
 * The application of a pod: `server.mjs NAME:PORT…`. It tells who it is and what reached it. A port whose name begins with
 * `tcp` greets and echoes, one with `grpc` answers every unary method, any other speaks HTTP/1.1.
 */

const self = { app: process.env.APP, version: process.env.VERSION };

for (const served of process.argv.slice(2)) {
  const [name = "", port] = served.split(":");
  const serve = name.startsWith("tcp") ? serveTcp : name.startsWith("grpc") ? serveGrpc : serveHttp;
  serve(Number(port));
}

function serveHttp(port: number): void {
  createServer((request: IncomingMessage, response: ServerResponse) => {
    const body: Buffer[] = [];
    request.on("data", (part: Buffer) => body.push(part));
    request.on("end", () => {
      const { method, url, headers } = request;
      const told = JSON.stringify({ ...self, method, path: url, headers, body: Buffer.concat(body).toString("latin1") });
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(told) });
      response.end(told);
    });
  }).listen(port, "0.0.0.0");
}

function serveTcp(port: number): void {
  createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.write(`${JSON.stringify(self)}\n`);
    socket.pipe(socket);
  }).listen(port, "0.0.0.0");
}

function serveGrpc(port: number): void {
  const server = createHttp2Server();
  server.on("stream", (stream, headers: IncomingHttpHeaders) => {
    stream.on("error", () => {});
    stream.resume().on("end", () => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(grpcFrame(Buffer.from(JSON.stringify({ ...self, method: headers[":path"], headers: plain(headers) }))));
    });
  });
  server.listen(port, "0.0.0.0");
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
