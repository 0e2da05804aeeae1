import { createServer } from "node:http";
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse, type IncomingHttpHeaders } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { behaviour } from "./behaviour.ts";
import { grpcFrame, grpcStatuses } from "./grpc-frame.ts";

/*
 * The application of a pod: `server.mjs NAME:PORT…`. It tells who it is and what reached it. A port whose name begins with
 * `tcp` greets and echoes, one with `grpc` answers every unary method, one with `http2` speaks HTTP/2 without TLS, any other
 * HTTP/1.1. The headers that `behaviour.ts` reads make it fail or wait.
 */

const self = { app: process.env.APP, version: process.env.VERSION };

for (const served of process.argv.slice(2)) {
  const [name = "", port] = served.split(":");
  const serve = name.startsWith("tcp") ? serveTcp : name.startsWith("grpc") ? serveGrpc : name.startsWith("http2") ? serveHttp2 : serveHttp;
  serve(Number(port));
}

function serveHttp(port: number): void {
  const server = createServer((request, response) =>
    answer(request as unknown as Http2ServerRequest, response as unknown as Http2ServerResponse),
  );
  // Node closes a connection that is idle for some seconds, and a call that comes in that moment is a 503 that has nothing to do with a change.
  server.keepAliveTimeout = 0;
  server.listen(port, "0.0.0.0");
}

function serveHttp2(port: number): void {
  createHttp2Server(answer).listen(port, "0.0.0.0");
}

/** Both versions have what is used here. */
function answer(request: Http2ServerRequest, response: Http2ServerResponse): void {
  const body: Buffer[] = [];
  request.on("data", (part: Buffer) => body.push(part));
  request.on("end", () => {
    const { method, url } = request;
    const headers = plain(request.headers);
    const { fails, tries, waitInMilliseconds } = behaviour(headers);
    const told = JSON.stringify({ ...self, method, path: url, tries, headers, body: Buffer.concat(body).toString("latin1") });
    setTimeout(() => {
      response.writeHead(fails ? Number(headers["x-fail-with"] ?? 503) : 200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(told),
      });
      response.end(told);
    }, waitInMilliseconds);
  });
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
  server.on("stream", (stream, sent: IncomingHttpHeaders) => {
    stream.on("error", () => {});
    stream.resume().on("end", () => {
      const headers = plain(sent);
      const { fails, tries, waitInMilliseconds } = behaviour(headers);
      setTimeout(() => {
        if (stream.destroyed) return;
        if (fails) return stream.respond({ ":status": 200, "content-type": "application/grpc", ...failure(headers) }, { endStream: true });
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(grpcFrame(Buffer.from(JSON.stringify({ ...self, method: headers[":path"], tries, headers }))));
      }, waitInMilliseconds);
    });
  });
  server.listen(port, "0.0.0.0");
}

/** As servers of gRPC fail before they have said anything: with the status among the headers. */
function failure(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const status = grpcStatuses.indexOf(headers["x-fail-with"] ?? "UNAVAILABLE");
  const message = headers["x-message"] ?? "as asked";
  return { "grpc-status": String(status), ...(message !== "" && { "grpc-message": message }) };
}

/** With `host` in either version. */
function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { ...all, ...(all[":authority"] !== undefined && { host: all[":authority"] }) };
}
