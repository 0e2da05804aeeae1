import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy as runners have it: it knows every name, all of which are of this machine, and writes down whom it is asked for. */
export class ConnectProxy {
  readonly asked: string[] = [];
  /** `user:password`, where it lets in nobody else. */
  credentials: string | undefined;
  /** Answered instead of connecting. */
  refusal: number | undefined;
  readonly #open = new Set<Socket>();
  readonly #server = createServer((_, response) => response.writeHead(502).end());

  async start(): Promise<this> {
    this.#server.on("connection", (socket) => this.#remember(socket));
    this.#server.on("connect", (request: IncomingMessage, socket: Socket) => this.#connect(request, socket));
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    return new Promise((done) => this.#server.close(() => done()));
  }

  #remember(socket: Socket): void {
    this.#open.add(socket.on("close", () => this.#open.delete(socket)));
  }

  #connect({ url = "", headers }: IncomingMessage, socket: Socket): void {
    socket.on("error", () => {});
    const given = /^basic (.+)$/i.exec(headers["proxy-authorization"] ?? "")?.[1] ?? "";
    const known = this.credentials === undefined || Buffer.from(given, "base64").toString() === this.credentials;
    if (!known || this.refusal !== undefined) {
      socket.end(
        `HTTP/1.1 ${known ? this.refusal : 407} No\r\nProxy-Authenticate: Basic realm="proxy"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    this.asked.push(url);
    const target = connect({ host: "localhost", port: Number(url.slice(url.lastIndexOf(":") + 1)) }, () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(target).pipe(socket);
    });
    this.#remember(target);
    target.on("error", () => socket.destroy());
  }
}
