import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { DoubleAnswer } from "../github/double-answers.ts";
import type { DoubleRepository, DoubleToken } from "../github/double-state.ts";
import { half, send } from "../github/github-double.ts";
import type { Contract } from "./contract.ts";
import { type Fault, Faults } from "./fault.ts";

/** One call that got past the token. */
export interface ForgeDoubleCall {
  readonly name: string;
  readonly method: string;
  /** What the address says, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: was checked against the forge's description
  readonly body: any;
  readonly login: string;
  /** Of the repository that the address names. */
  readonly owner: string;
  readonly repo: string;
  readonly repository: DoubleRepository;
}

/** In which one forge differs from another. */
export interface DoubleKind {
  readonly contract: Contract;
  /** Of every path. */
  readonly prefix: string;
  /** Before the token in the header. */
  readonly scheme: string;
  /** `owner/name` in an address; undefined for calls that are about no repository. */
  readonly placeIn: (path: Readonly<Record<string, string>>) => string | undefined;
  readonly carryOut: (call: ForgeDoubleCall) => DoubleAnswer;
  /** How it says that something is wrong. */
  readonly refuse: (status: number, message: string) => DoubleAnswer;
}

/**
 * The API of a forge over bare repositories, as far as fedc uses it, on a port of this machine. It holds every request and every answer against
 * the forge's own description: `problems` is empty as long as both keep to it.
 */
export class ForgeDouble {
  readonly repositories = new Map<string, DoubleRepository>();
  readonly tokens = new Map<string, DoubleToken>();
  readonly problems: string[] = [];
  /** Every call that came in, below the prefix. */
  readonly calls: string[] = [];
  /** Where repositories went that were renamed. */
  readonly moved = new Map<string, string>();
  readonly #kind: DoubleKind;
  readonly #faults = new Faults();
  #server: Server | undefined;
  #port = 0;
  #scheme = "http";

  constructor(kind: DoubleKind) {
    this.#kind = kind;
  }

  get url(): string {
    return `${this.#scheme}://localhost:${this.#port}${this.#kind.prefix}`;
  }

  get writes(): string[] {
    return this.calls.filter((call) => !call.startsWith("GET "));
  }

  async start(tls?: { readonly key: string; readonly cert: string }): Promise<this> {
    const handle = (request: IncomingMessage, response: ServerResponse): void => void this.#handle(request, response);
    const server = tls ? createSecureServer(tls, handle) : createServer(handle);
    this.#scheme = tls ? "https" : "http";
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  repository(name: string, folder: string, { collaborators = [], teams = [] }: Partial<DoubleRepository> = {}): DoubleRepository {
    const repository = { folder, collaborators, teams, pulls: [], rights: new Map(), rules: [], statuses: [] };
    this.repositories.set(name, repository);
    return repository;
  }

  fault(fault: Fault): void {
    this.#faults.add(fault);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request.setEncoding("utf8")) text += part;
    const url = new URL(request.url ?? "", "http://double");
    const path = url.pathname.startsWith(`${this.#kind.prefix}/`) ? url.pathname.slice(this.#kind.prefix.length) : "/elsewhere";
    const call = `${request.method} ${path}`;
    this.calls.push(call);
    const fault = this.#faults.next(call);
    const answer = fault && !fault.done ? undefined : this.#answer(request, path, url.searchParams, text);
    if (!fault) send(response, answer ?? this.#kind.refuse(404, "Not Found"));
    else if (fault.with === "reset") request.socket.destroy();
    else if (fault.with === "half") half(response, answer ?? this.#kind.refuse(200, "half"));
    else if (fault.with !== "hang") send(response, { body: {}, ...fault.with });
  }

  #answer(request: IncomingMessage, path: string, query: URLSearchParams, text: string): DoubleAnswer {
    const { contract, scheme, placeIn, carryOut, refuse } = this.#kind;
    const method = request.method ?? "";
    const operation = contract.described(method, path);
    if (!operation) {
      this.problems.push(`${method} ${path} is not described`);
      return refuse(404, "Not Found");
    }
    const body = text === "" ? undefined : JSON.parse(text);
    this.problems.push(...contract.requestProblems(operation, query, body));
    const known = this.tokens.get(new RegExp(`^${scheme} (.+)$`).exec(request.headers.authorization ?? "")?.[1] ?? "");
    const decoded = Object.fromEntries(Object.entries(operation.path).map(([name, value]) => [name, decodeURIComponent(value)]));
    const place = placeIn(decoded);
    const repository = place === undefined ? emptyRepository : this.repositories.get(place);
    const work = (): DoubleAnswer => {
      if (!known) return refuse(401, "401 Unauthorized");
      const target = this.moved.get(place ?? "");
      if (target !== undefined) return { ...refuse(301, "Moved"), headers: { location: `${this.#kind.prefix}/${target}` } };
      if (!repository || known.repositories?.includes(place ?? "") === false) return refuse(404, "404 Project Not Found");
      if (method !== "GET" && !known.write) return refuse(403, "403 Forbidden");
      const [, owner = "", repo = ""] = /^(.*)\/([^/]*)$/.exec(place ?? "") ?? [];
      return carryOut({ name: operation.name, method, path: decoded, query, body, login: known.login, owner, repo, repository });
    };
    const answer = work();
    if (answer.status < 300 || answer.status >= 400) this.problems.push(...contract.answerProblems(operation, answer.status, answer.body));
    return answer;
  }
}

const emptyRepository: DoubleRepository = {
  folder: "",
  collaborators: [],
  teams: [],
  pulls: [],
  rights: new Map(),
  rules: [],
  statuses: [],
};
