import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { type ApiDescription, type ApiSlice, takeSlice } from "../../support/forges/api-slice.ts";
import { Contract } from "../../support/forges/contract.ts";

const slice = JSON.parse(readFileSync(new URL("../../support/gitea/openapi-slice.json", import.meta.url), "utf8")) as ApiSlice;

/** A server of this machine by https, and the authority behind it (PEM). */
interface ForgeTarget {
  readonly port: number;
  readonly ca: string;
}

/**
 * Hands on every call of fedc to a real forge, and holds each request and each answer against the description that this server has of itself. With it,
 * the double of `npm test` and the server are held against the same.
 */
export class WatchedApi {
  readonly problems: string[] = [];
  readonly calls: string[] = [];
  readonly #server: Server;
  readonly #contract: Contract;
  readonly #target: ForgeTarget;

  private constructor(contract: Contract, target: ForgeTarget) {
    this.#contract = contract;
    this.#target = target;
    this.#server = createServer((asked, answer) => void this.#handOn(asked, answer));
  }

  /** `description` is what the server has at `/swagger.v1.json`. */
  static async start(description: ApiDescription, target: ForgeTarget): Promise<WatchedApi> {
    const api = new WatchedApi(new Contract(takeSlice(description, slice, "all fields")), target);
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}/api/v1`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handOn(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await textOf(asked);
    const url = new URL(asked.url ?? "", "http://forge");
    const method = asked.method ?? "";
    this.calls.push(`${method} ${url.pathname}`);
    const operation = this.#contract.described(method, url.pathname.replace(/^\/api\/v1/, ""));
    if (operation)
      this.problems.push(...this.#contract.requestProblems(operation, url.searchParams, body === "" ? undefined : JSON.parse(body)));
    else this.problems.push(`${method} ${url.pathname} is not described`);
    const options = {
      host: "localhost",
      ...this.#target,
      path: asked.url,
      method,
      headers: { ...asked.headers, host: `localhost:${this.#target.port}` },
    };
    const forward = request(options, async (given) => {
      const text = await textOf(given);
      const status = given.statusCode ?? 0;
      if (operation && status < 500) this.problems.push(...this.#contract.answerProblems(operation, status, parsed(text)));

      answer.writeHead(status, given.headers);
      answer.end(text);
    });
    forward.on("error", () => answer.destroy());
    forward.end(body);
  }
}

/** How the slice that the double is held against differs from the server's own description; empty if it does not. */
export function sliceDifferences(description: ApiDescription): readonly string[] {
  const { operations, schemas } = takeSlice(description, slice);
  const parts = [
    ...operations.map((operation, i) => [operation.operation, operation, slice.operations[i]] as const),
    ...Object.entries(schemas).map(([name, schema]) => [name, schema, slice.schemas[name]] as const),
  ];
  return parts.flatMap(([name, now, then]) => (JSON.stringify(now) === JSON.stringify(then) ? [] : [name]));
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of message.setEncoding("utf8")) text += part;
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
