import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { makeWireCall } from "./conformance/app/make-wire-call.ts";
import type { WireCall } from "./conformance/app/wire-call.ts";

const app = suite("the application of the conformance suite");
const kinds = ["http", "http2", "grpc", "tcp"] as const;
const ports: Record<string, number> = {};
let server: ChildProcess;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address() as { port: number };
      socket.close(() => resolve(port));
    });
  });
}

const host = "127.0.0.1";
const http = (fields: Partial<Extract<WireCall, { kind: "http" }>>): WireCall => ({
  kind: "http",
  method: "GET",
  url: `http://${host}:${ports[fields.http === "2" ? "http2" : "http"]}/a/../b?c`,
  http: "1.1",
  headers: {},
  ...fields,
});
const grpc = (headers: Record<string, string>): WireCall => ({ kind: "grpc", host, port: ports.grpc ?? 0, path: "/a.B/C", headers });

app.before(async () => {
  for (const kind of kinds) ports[kind] = await freePort();
  const program = fileURLToPath(new URL("conformance/app/server.ts", import.meta.url));
  const served = kinds.map((kind) => `${kind}:${ports[kind]}`);
  server = spawn(process.execPath, ["--import", "tsx", program, ...served], { env: { ...process.env, APP: "a/b/c" }, stdio: "inherit" });
  for (let waited = 0; waited < 300 && (await makeWireCall(http({}))).result === "none"; waited++) await sleep(100);
});

app.after(() => {
  server.kill();
});

app("tells who it is and what reached it, in each version of HTTP", async () => {
  for (const version of ["1.0", "1.1", "2"] as const) {
    const { result, by, reached } = await makeWireCall(http({ http: version, method: "DELETE", headers: { host: "stock", who: "me" } }));
    const { host, who } = (reached?.headers ?? {}) as Record<string, string>;
    assert.equal([result, by, reached?.path, reached?.method, host, who], ["200", "a/b/c", "/a/../b?c", "DELETE", "stock", "me"], version);
  }
  assert.is((await makeWireCall(http({ target: "http://other/x" }))).reached?.path, "http://other/x");
  assert.is((await makeWireCall(http({ method: "HEAD" }))).by, undefined);
});

app("fails as often as it is told, and with what it is told", async () => {
  const told = { "x-fail-first": "1", "x-fail-with": "504" };
  const ask = async (call: WireCall) => {
    const { result, by, reached } = await makeWireCall(call);
    return [result, by, reached?.tries];
  };
  assert.equal(await ask(http({ headers: { ...told, "x-call": "one" } })), ["504", "a/b/c", 1]);
  assert.equal(await ask(http({ headers: { ...told, "x-call": "one" } })), ["200", "a/b/c", 2]);
  assert.equal(await ask(http({ http: "2", headers: { "x-fail-first": "1" } })), ["503", "a/b/c", 1]);
  assert.equal(await ask(grpc({ "x-fail-first": "1", "x-call": "two" })), ["UNAVAILABLE", undefined, undefined]);
  assert.equal(await ask(grpc({ "x-fail-first": "1", "x-call": "two" })), ["OK", "a/b/c", 2]);
  assert.equal(await ask(grpc({ "x-fail-first": "1", "x-fail-with": "CANCELLED" })), ["CANCELLED", undefined, undefined]);
});

app("waits, echoes, and is missed where it is not", async () => {
  const started = Date.now();
  assert.is((await makeWireCall(http({ headers: { "x-wait": "0.2" } }))).result, "200");
  assert.ok(Date.now() - started >= 190);
  assert.equal(await makeWireCall({ kind: "tcp", host, port: ports.tcp ?? 0 }), { result: "echo", by: "a/b/c", reached: {} });
  const unserved = await freePort();
  assert.is((await makeWireCall({ kind: "tcp", host, port: unserved })).result, "none");
  assert.is((await makeWireCall(http({ http: "2", url: `http://${host}:${unserved}/` }))).result, "none");
});

app.run();
