import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { createServer, IncomingMessage, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Openssl } from "./openssl.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** One request: `GET /org/repo.git/info/refs?service=git-upload-pack`, and who asked, where the server was told. */
export interface Asked {
  readonly line: string;
  readonly authorized: boolean;
}

/** What a test does with a request before git sees it: an answer of its own, a broken connection, or nothing. */
export type Fault = (line: string) => Promise<number | "reset" | undefined> | number | "reset" | undefined;

/** Real git repositories behind `git http-backend`, over https with an authority of its own; a token lets in. */
export class GitServer {
  readonly token: string;
  readonly asked: Asked[] = [];
  fault: Fault = () => undefined;
  /** What a test does once git has done it, before anybody hears of it. */
  after: (line: string) => Promise<unknown> = async () => undefined;
  /** Whether git does what it is asked, and nobody hears of it. */
  lose: (line: string) => boolean = () => false;
  readonly authority: string;
  readonly #folder = temporaryFolder();
  readonly #server: ReturnType<typeof createServer> | ReturnType<typeof createSecureServer>;

  private constructor(token: string, authority: string, key: string, certificate: string) {
    this.token = token;
    this.authority = authority;
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response);
    this.#server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer);
  }

  static async start(token = "ghp_CanaryTokenOfTheTest0123456789"): Promise<GitServer> {
    const openssl = new Openssl();
    const root = openssl.root({ subject: "/O=example/CN=own authority" });
    const leaf = openssl.leaf(root, ["DNS:localhost"]);
    const server = new GitServer(token, join(temporaryFolder(), "authority.pem"), leaf.key, leaf.certificate);
    execFileSync("cp", [root.certificate, server.authority]);
    openssl.remove();
    await new Promise<void>((done) => server.#server.listen(0, "localhost", done));
    return server;
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the environment of fedc needs to get in. */
  get environment(): Readonly<Record<string, string>> {
    return { FEDC_TOKEN: this.token, GIT_SSL_CAINFO: this.authority, NODE_EXTRA_CA_CERTS: this.authority };
  }

  /** A new repository, empty or with one commit of these files on `main`. */
  make(name: string, files?: Readonly<Record<string, string>>): ServedRepository {
    const folder = join(this.#folder, `${name}.git`);
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", folder]);
    mkdirSync(join(folder, "hooks"), { recursive: true });
    const repository = new ServedRepository(folder, `${this.origin}/${name}`);
    for (const setting of ["http.receivepack=true", "uploadpack.allowFilter=true", "uploadpack.allowAnySHA1InWant=true"])
      repository.git("config", ...setting.split("="));
    if (files) repository.commit(files);
    return repository;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const expected = Buffer.from(`x-access-token:${this.token}`).toString("base64");
    const authorized = /^basic (.+)$/i.exec(request.headers.authorization ?? "")?.[1] === expected;
    const line = `${request.method} ${request.url}`;
    this.asked.push({ line, authorized });
    const fault = authorized ? await this.fault(line) : undefined;
    if (fault === "reset") {
      request.socket.destroy();
      return;
    }
    if (fault !== undefined || !authorized) {
      response.writeHead(fault ?? 401, authorized ? {} : { "WWW-Authenticate": 'Basic realm="git"' }).end();
      return;
    }
    serve(request, response, this.#folder, { lost: this.lose(line), after: () => this.after(line) });
  }
}

/** One repository on the server, and what others do to it. */
export class ServedRepository {
  readonly folder: string;
  readonly address: string;

  constructor(folder: string, address: string) {
    this.folder = folder;
    this.address = address;
  }

  git(...words: readonly string[]): string {
    return execFileSync("git", ["-C", this.folder, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Somebody else's commit: files that come and, without a text, go. */
  commit(files: Readonly<Record<string, string | undefined>>, branch = "main", { message = "by hand", mode = "100644" } = {}): string {
    const work = temporaryFolder();
    const index = join(work, "index");
    const run = (words: readonly string[], input = "") =>
      execFileSync("git", ["-C", this.folder, ...words], {
        encoding: "utf8",
        input,
        env: { ...process.env, GIT_INDEX_FILE: index, ...person },
      }).trim();
    const parent = this.head(branch);
    if (parent) run(["read-tree", parent]);
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) run(["update-index", "--force-remove", path]);
      else run(["update-index", "--add", "--cacheinfo", `${mode},${run(["hash-object", "-w", "--stdin"], text)},${path}`]);
    }
    const commit = run(["commit-tree", run(["write-tree"]), ...(parent ? ["-p", parent] : []), "-m", message]);
    run(["update-ref", `refs/heads/${branch}`, commit]);
    return commit;
  }

  head(branch = "main"): string | undefined {
    const listed = this.git("for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`).trim();
    return listed === "" ? undefined : listed;
  }

  /** All files of a branch, with their texts. */
  files(branch = "main"): Readonly<Record<string, string>> {
    const names = this.git("ls-tree", "-r", "-z", "--name-only", `refs/heads/${branch}`)
      .split("\0")
      .filter((name) => name !== "");
    return Object.fromEntries(names.map((name) => [name, this.git("cat-file", "blob", `refs/heads/${branch}:${name}`)]));
  }

  /** As a protected branch does. */
  refuse(reason: string): void {
    writeFileSync(join(this.folder, "hooks/pre-receive"), `#!/bin/sh\necho '${reason}' >&2\nexit 1\n`, { mode: 0o755 });
  }

  /** How many commits a branch has. */
  count(branch = "main"): number {
    return this.head(branch) ? Number(this.git("rev-list", "--count", `refs/heads/${branch}`)) : 0;
  }

  message(branch = "main"): string {
    return this.git("log", "-1", "--format=%B", `refs/heads/${branch}`);
  }
}

const person = {
  GIT_AUTHOR_NAME: "somebody",
  GIT_AUTHOR_EMAIL: "somebody@example.com",
  GIT_COMMITTER_NAME: "somebody",
  GIT_COMMITTER_EMAIL: "somebody@example.com",
};

interface Aftermath {
  readonly lost: boolean;
  readonly after: () => Promise<unknown>;
}

/** The Common Gateway Interface: https://git-scm.com/docs/git-http-backend. */
function serve(request: IncomingMessage, response: ServerResponse, folder: string, { lost, after }: Aftermath): void {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const at = path.replace(/^(\/[^/]+\/[^/]+?)(?:\.git)?(\/.*)$/, "$1.git$2");
  const header = (name: string) => String(request.headers[name] ?? "");
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH ?? "",
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: at,
      REMOTE_USER: "fedc",
      REQUEST_METHOD: request.method ?? "",
      QUERY_STRING: query,
      CONTENT_TYPE: header("content-type"),
      ...(request.headers["content-length"] && { CONTENT_LENGTH: header("content-length") }),
      ...(request.headers["content-encoding"] && { HTTP_CONTENT_ENCODING: header("content-encoding") }),
      ...(request.headers["git-protocol"] && { GIT_PROTOCOL: header("git-protocol") }),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  backend.stdin.on("error", () => {});
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", async () => {
    await after();
    if (lost) {
      request.socket.destroy();
      return;
    }
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    const headers = output.toString("latin1", 0, Math.max(end, 0)).split("\r\n");
    const status = Number(/^Status: (\d+)/m.exec(headers.join("\n"))?.[1] ?? (end === -1 ? 500 : 200));
    const pairs = headers.map((line) => line.split(": ")).filter(([name]) => name !== "Status" && name !== "");
    response.writeHead(status, Object.fromEntries(pairs)).end(output.subarray(end + 4));
  });
}
