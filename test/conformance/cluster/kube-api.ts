import { Agent, request } from "node:https";

/** An object of Kubernetes, as its API server has it. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly unknown[];
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
    readonly generation?: number;
    readonly uid?: string;
  };
}

/** An answer of an API server that is no success. */
export class KubeRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** An API server, asked as an administrator. All paths are those of its REST interface. */
export class KubeApi {
  readonly #agent: Agent;
  readonly #server: { readonly host: string; readonly port: number; readonly token: string };

  constructor(server: { readonly host: string; readonly port: number; readonly token: string; readonly ca: string }) {
    this.#server = server;
    this.#agent = new Agent({ keepAlive: true, ca: server.ca, maxSockets: 8 });
  }

  async get<Read = KubeObject>(path: string): Promise<Read> {
    return JSON.parse(await this.ask("GET", path)) as Read;
  }

  /** The same, or undefined if there is no such object. */
  async find<Read = KubeObject>(path: string): Promise<Read | undefined> {
    try {
      return await this.get<Read>(path);
    } catch (error) {
      if (error instanceof KubeRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  async list<Read extends KubeObject = KubeObject>(path: string): Promise<readonly Read[]> {
    return (await this.get<{ readonly items: readonly Read[] }>(path)).items;
  }

  async create<Read = KubeObject>(path: string, object: object): Promise<Read> {
    return JSON.parse(await this.ask("POST", path, object)) as Read;
  }

  /** Merges fields into an object (RFC 7396). */
  async patch(path: string, fields: object): Promise<void> {
    await this.ask("PATCH", path, fields, "application/merge-patch+json");
  }

  /** Makes or replaces an object's fields, as `kubectl apply --server-side --force-conflicts` does. */
  async apply(path: string, object: object): Promise<void> {
    await this.ask("PATCH", `${path}?fieldManager=conformance&force=true`, object, "application/apply-patch+yaml");
  }

  async remove(path: string): Promise<void> {
    await this.ask("DELETE", path);
  }

  /** One request; its answer as text. Throws a KubeRefusal for every status from 300 on. */
  ask(method: string, path: string, body?: object, type = "application/json"): Promise<string> {
    const { host, port, token } = this.#server;
    const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": type }) };
    return new Promise((resolve, reject) => {
      const asked = request({ host, port, method, path, headers, agent: this.#agent, timeout: 20_000 }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        answer.on("error", reject).on("end", () => {
          const status = answer.statusCode ?? 0;
          if (status < 300) resolve(text);
          else reject(new KubeRefusal(status, `${method} ${path}: ${status} ${text.slice(0, 500)}`));
        });
      });
      asked.on("timeout", () => asked.destroy(new Error(`${method} ${path}: no answer`)));
      asked.on("error", reject);
      asked.end(body && JSON.stringify(body));
    });
  }
}
