import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** As a hosting service has it, without housekeeping after each push. */
const settings = `[http]
  receivepack = true
[uploadpack]
  allowFilter = true
  allowAnySHA1InWant = true
[receive]
  autogc = false
[gc]
  auto = 0
`;

/** The program itself, as web servers start it: `git http-backend` is one process more for each request. */
const httpBackend = join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend");

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
  readonly #user: string;
  readonly #folder = temporaryFolder();
  readonly #authorities = temporaryFolder();
  readonly #server: ReturnType<typeof createServer> | ReturnType<typeof createSecureServer>;

  private constructor(token: string, user: string, authority: string, key: string, certificate: string) {
    this.token = token;
    this.#user = user;
    this.authority = authority;
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response);
    this.#server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer);
  }

  static async start(token = "ghp_CanaryTokenOfTheTest0123456789", user = "x-access-token"): Promise<GitServer> {
    const openssl = new Openssl();
    const root = openssl.root({ subject: "/O=example/CN=own authority" });
    const leaf = openssl.leaf(root, ["DNS:localhost"]);
    const server = new GitServer(token, user, join(temporaryFolder(), "authority.pem"), leaf.key, leaf.certificate);
    execFileSync("cp", [root.certificate, server.authority]);
    openssl.remove();
    await new Promise<void>((done) => server.#server.listen(0, "localhost", done));
    return server;
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * What the environment of fedc needs to get in. Without an empty folder of authorities, git on Debian reads all authorities of the system before
   * each connection, which takes longer than everything else that it does.
   */
  get environment(): Readonly<Record<string, string>> {
    return {
      FEDC_TOKEN: this.token,
      GIT_SSL_CAINFO: this.authority,
      GIT_SSL_CAPATH: this.#authorities,
      NODE_EXTRA_CA_CERTS: this.authority,
    };
  }

  /** A new repository, empty or with one commit of these files on `main`. */
  make(name: string, files?: Readonly<Record<string, string>>): ServedRepository {
    const folder = join(this.#folder, `${name}.git`);
    execFileSync("git", ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", folder]);
    mkdirSync(join(folder, "hooks"), { recursive: true });
    appendFileSync(join(folder, "config"), settings);
    const repository = new ServedRepository(folder, `${this.origin}/${name}`);
    if (files) repository.commit(files);
    return repository;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(() => done()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const expected = Buffer.from(`${this.#user}:${this.token}`).toString("base64");
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
    const parent = this.head(branch);
    const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const changes = Object.entries(files).map(([path, text]) =>
      text === undefined ? `D ${JSON.stringify(path)}\n` : `M ${mode} inline ${JSON.stringify(path)}\n${data(text)}`,
    );
    const by = `committer somebody <somebody@example.com> ${Math.floor(Date.now() / 1000)} +0000\n`;
    const input = `commit refs/heads/${branch}\n${by}${data(message.replace(/\n?$/, "\n"))}${parent ? `from ${parent}\n` : ""}${changes.join("")}`;
    execFileSync("git", ["-C", this.folder, "fast-import", "--quiet", "--force"], { input });
    return this.head(branch) ?? "";
  }

  head(branch = "main"): string | undefined {
    const listed = this.git("for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`).trim();
    return listed === "" ? undefined : listed;
  }

  /** The paths of all files of a branch. */
  paths(branch = "main"): readonly string[] {
    return this.git("ls-tree", "-r", "-z", "--name-only", `refs/heads/${branch}`)
      .split("\0")
      .filter((name) => name !== "");
  }

  /** All files of a branch, with their texts. */
  files(branch = "main"): Readonly<Record<string, string>> {
    const paths = this.paths(branch);
    const input = paths.map((path) => `refs/heads/${branch}:${path}\n`).join("");
    const output = execFileSync("git", ["-C", this.folder, "cat-file", "--batch"], { input, maxBuffer: 64 * 1024 * 1024 });
    let at = 0;
    return Object.fromEntries(
      paths.map((path) => {
        // `<hash> blob <bytes>`, the text, a line break.
        const start = output.indexOf("\n", at) + 1;
        const end = start + Number(output.toString("utf8", at, start).split(" ")[2]);
        at = end + 1;
        return [path, output.toString("utf8", start, end)];
      }),
    );
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

interface Aftermath {
  readonly lost: boolean;
  readonly after: () => Promise<unknown>;
}

/** The Common Gateway Interface: https://git-scm.com/docs/git-http-backend. */
function serve(request: IncomingMessage, response: ServerResponse, folder: string, { lost, after }: Aftermath): void {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const at = path.replace(/^(\/.+?)(?:\.git)?(\/(?:info\/refs|git-(?:upload|receive)-pack))$/, "$1.git$2");
  const header = (name: string) => String(request.headers[name] ?? "");
  const backend = spawn(httpBackend, [], {
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
