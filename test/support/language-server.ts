import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: unknown;
  readonly error?: unknown;
};
type Fields = Readonly<Record<string, unknown>>;

/** Speaks to yaml-language-server as an editor that has no settings of its own: whatever schema is used, the file itself names. For a minute at most. */
export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (result: Message) => void>();
  readonly #diagnostics = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  #bytes = Buffer.alloc(0);
  #requests = 0;

  constructor() {
    const folder = dirname(createRequire(import.meta.url).resolve("yaml-language-server/package.json"));
    this.#process = spawn(process.execPath, [join(folder, "bin/yaml-language-server"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    setTimeout(() => this.stop(), 60_000).unref();
    this.#process.stdout?.on("data", (bytes: Buffer) => this.#read(bytes));
  }

  async start(): Promise<void> {
    await this.request("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        textDocument: { completion: { completionItem: { documentationFormat: ["markdown"] } }, hover: { contentFormat: ["markdown"] } },
      },
    });
    this.#send({ method: "initialized", params: {} });
  }

  /** Opens a text as a file, and waits for what the server finds in it. */
  open(uri: string, text: string): Promise<readonly Diagnostic[]> {
    const found = new Promise<readonly Diagnostic[]>((resolve) => this.#diagnostics.set(uri, resolve));
    this.#send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    return found;
  }

  request(method: string, params: Fields): Promise<unknown> {
    const id = ++this.#requests;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) =>
      this.#waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(JSON.stringify(error))))),
    );
  }

  stop(): void {
    this.#process.kill();
  }

  #send(message: Fields): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(this.#bytes.toString("latin1"));
      if (!head) return;
      const end = head[0].length + Number(head[1]);
      if (this.#bytes.length < end) return;
      const message = JSON.parse(this.#bytes.toString("utf8", head[0].length, end)) as Message;
      this.#bytes = this.#bytes.subarray(end);
      this.#answer(message);
    }
  }

  #answer(message: Message): void {
    const { id, method, params } = message;
    if (id !== undefined && method !== undefined) {
      // The server asks for settings: there are none.
      const items = (params?.items ?? []) as readonly unknown[];
      this.#send({ id, result: method === "workspace/configuration" ? items.map(() => null) : null });
    } else if (id !== undefined) {
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
    } else if (method === "textDocument/publishDiagnostics") {
      const { uri, diagnostics } = params as unknown as { uri: string; diagnostics: readonly Diagnostic[] };
      this.#diagnostics.get(uri)?.(diagnostics);
    }
  }
}

export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}
