import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Contract } from "../forges/contract.ts";
import { type Fault, Faults } from "../forges/fault.ts";
import { type DoubleAnswer, failed } from "./double-answers.ts";
import { type DoubleApp, refusedProof } from "./double-app.ts";
import { carriedOut, pageOf, pullOfComment } from "./double-calls.ts";
import { committedOnBranch } from "./double-graphql.ts";
import { accountId, type DoublePull, type DoubleRepository, type DoubleToken } from "./double-state.ts";

const contract = Contract.read(new URL("openapi-slice.json", import.meta.url));
const graphql = Contract.read(new URL("graphql-slice.json", import.meta.url));

/**
 * GitHub's REST API over bare repositories, as far as fedc uses it, on a port of this machine. It takes tokens as seriously as GitHub does,
 * and holds every request and every answer against GitHub's own description: `problems` is empty as long as both keep to it.
 */
export class GitHubDouble {
  readonly repositories = new Map<string, DoubleRepository>();
  readonly tokens = new Map<string, DoubleToken>();
  /** The members of teams, by `org/team`, with those of child teams. */
  readonly teams = new Map<string, readonly string[]>();
  readonly problems: string[] = [];
  /** Every call that came in, such as `GET /repos/o/r/pulls`. */
  readonly calls: string[] = [];
  app: DoubleApp | undefined;
  /** The file of the key with which it signs commits of its own. */
  signingKey = "";
  now: () => number = Date.now;
  /** By how many milliseconds its clock is ahead. */
  ahead = 0;
  /** What a test does before a call is answered. */
  before: (call: string) => Promise<void> = async () => undefined;
  /** Told of each call that gets no answer. */
  hung: () => void = () => undefined;
  readonly #faults = new Faults();
  #server: Server | undefined;
  #url = "";

  get url(): string {
    return this.#url;
  }

  get writes(): string[] {
    return this.calls.filter((call) => !call.startsWith("GET "));
  }

  async start(tls?: { readonly key: string; readonly cert: string }): Promise<this> {
    const handle = (request: IncomingMessage, response: ServerResponse): void => void this.handle(request, response);
    const server = tls ? createSecureServer(tls, handle) : createServer(handle);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#url = `${tls ? "https" : "http"}://localhost:${(server.address() as AddressInfo).port}`;
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

  /** Answers one call; also for a server of one's own that serves git besides. GitHub Enterprise has the API under `/api/v3`. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request.setEncoding("utf8")) text += part;
    const url = new URL((request.url ?? "").replace(/^\/api\/v3/, ""), "http://double");
    const call = `${request.method} ${url.pathname}`;
    this.calls.push(call);
    await this.before(call);
    const fault = this.#faults.next(call);
    const answer = fault && !fault.done ? undefined : this.#answer(request, url, text);
    response.setHeader("date", new Date(Date.now() + this.ahead).toUTCString());
    if (!fault) return send(response, answer ?? failed(404, "Not Found"));
    if (fault.with === "reset") request.socket.destroy();
    else if (fault.with === "half") half(response, answer ?? failed(200, "half"));
    else if (fault.with === "hang") this.hung();
    else send(response, { body: {}, ...fault.with });
  }

  #answer(request: IncomingMessage, url: URL, text: string): DoubleAnswer {
    const [, given = ""] = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
    if (url.pathname === "/graphql") return this.#graphql(given, JSON.parse(text));
    const operation = contract.described(request.method ?? "", decodeURIComponent(url.pathname));
    if (!operation) {
      this.problems.push(`${request.method} ${url.pathname} is not described`);
      return failed(404, "Not Found");
    }
    const body = text === "" ? undefined : JSON.parse(text);
    this.problems.push(...contract.requestProblems(operation, url.searchParams, body));
    const { owner = "", repo = "", installation_id } = operation.path;
    const id = Number(operation.path.comment_id ?? 0);
    const number = Number(operation.path.pull_number ?? operation.path.issue_number ?? pullOfComment(id));
    const result = operation.name.startsWith("teams/")
      ? this.#forTeam(given, `${operation.path.org}/${operation.path.team_slug}`, url.searchParams)
      : operation.name.startsWith("apps/")
        ? this.#forApp(given, installation_id, `${owner}/${repo}`, body)
        : this.#forToken(given, request.method !== "GET", `${owner}/${repo}`, (repository, login) =>
            carriedOut({ ...operation, owner, repo, repository, login, number, id, query: url.searchParams, body }),
          );
    const answer = result.status < 400 ? { ...result, body: contract.filled(operation, result.status, result.body) } : result;
    this.problems.push(...contract.answerProblems(operation, answer.status, answer.body));
    return answer;
  }

  #graphql(token: string, body: Parameters<typeof committedOnBranch>[0]): DoubleAnswer {
    const operation = graphql.described("POST", "/graphql");
    if (!operation) throw new Error("the slice has no GraphQL");
    this.problems.push(...graphql.requestProblems(operation, new URLSearchParams(), body));
    if (!body.query.includes("$input: CreateCommitOnBranchInput!")) this.problems.push(`GraphQL: ${body.query}`);
    const answer = committedOnBranch(body, this.tokens.get(token), this.repositories, this.signingKey);
    this.problems.push(...graphql.answerProblems(operation, answer.status, answer.body));
    return answer;
  }

  #forToken(
    token: string,
    writes: boolean,
    name: string,
    work: (repository: DoubleRepository, login: string) => DoubleAnswer,
  ): DoubleAnswer {
    const known = this.tokens.get(token);
    if (!known) return failed(401, "Bad credentials");
    const repository = this.repositories.get(name);
    if (!repository || known.repositories?.includes(name) === false) return failed(404, "Not Found");
    const needs = { "x-accepted-github-permissions": "pull_requests=write" };
    if (writes && !known.write) return failed(403, "Resource not accessible by personal access token", needs);
    return work(repository, known.login);
  }

  /** GitHub does not tell a team that is hidden from one that is not there. */
  #forTeam(token: string, name: string, query: URLSearchParams): DoubleAnswer {
    const known = this.tokens.get(token);
    if (!known) return failed(401, "Bad credentials");
    const members = known.members ? this.teams.get(name.toLowerCase()) : undefined;
    if (!members) return failed(404, "Not Found");
    return { status: 200, body: pageOf(members, query).map((login) => ({ login, id: accountId(login), type: "User" })) };
  }

  #forApp(proof: string, installation: string | undefined, name: string, body: { repositories?: string[] } | undefined): DoubleAnswer {
    if (!this.app) return failed(401, "A JSON web token could not be decoded");
    const refused = refusedProof(this.app, proof, this.now());
    if (refused) return refused;
    if (installation === undefined)
      return this.app.repositories.includes(name) ? { status: 200, body: { id: 7, app_id: 1 } } : failed(404, "Not Found");
    const token = `ghs_${this.tokens.size}${"x".repeat(30)}`;
    const repositories = this.app.repositories.filter((full) => body?.repositories?.includes(full.split("/")[1] ?? ""));
    this.tokens.set(token, { login: "fedc[bot]", write: true, repositories });
    return { status: 201, body: { token, expires_at: new Date(this.now() + this.app.lasting).toISOString() } };
  }

  /** Somebody reviews: they are not asked any more. */
  review(pull: DoublePull, login: string): void {
    pull.reviews.push({ login, state: "APPROVED" });
    pull.reviewers = pull.reviewers.filter((name) => name !== login);
  }
}

export function send(response: ServerResponse, { status, body, headers = {} }: DoubleAnswer): void {
  const limits = {
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "4999",
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 3600),
  };
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...limits, ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** The connection breaks within the body. */
export function half(response: ServerResponse, { status, body }: DoubleAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "content-length": String(text.length) });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}
