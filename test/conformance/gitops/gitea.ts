import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { authority } from "../authorities/authority.ts";
import { home, state } from "../machine/paths.ts";
import { processIsReady, startProcess } from "../machine/processes.ts";
import { run } from "../machine/run-command.ts";
import type { Forge, ForgeAccess } from "./forge.ts";

const port = 3443;
/** The owner of all repositories. */
export const owner = "federation";
const folder = join(state, "gitea");

/** https://docs.gitea.com/administration/config-cheat-sheet */
const settings = `RUN_USER = root
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
WORK_PATH = ${folder}
[server]
PROTOCOL = https
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = https://localhost:${port}/
CERT_FILE = ${folder}/server.pem
KEY_FILE = ${folder}/server.key
STATIC_ROOT_PATH = ${home}/gitops/gitea
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
[security]
INSTALL_LOCK = true
[log]
LEVEL = Warn
`;

/** A forge with private repositories, behind an authority that nobody trusts unless told so. */
export class Gitea implements Forge {
  readonly #token: string;
  /** PEM */
  readonly #authority: string;

  private constructor(token: string, authorityCertificate: string) {
    this.#token = token;
    this.#authority = authorityCertificate;
  }

  static async start(): Promise<Gitea> {
    mkdirSync(folder, { recursive: true });
    const root = await authority("forge");
    const server = await root.leaf({ dns: ["localhost"] });
    const files = { "app.ini": settings, "server.pem": server.certificate, "server.key": server.key, "authority.pem": root.certificate };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
    const program = [join(home, "bin/gitea"), "--config", join(folder, "app.ini")];
    await run([...program, "migrate"]);
    const names = [`--username=${owner}`, `--password=${owner}-${owner}`, `--email=${owner}@example.com`];
    await run([...program, "admin", "user", "create", ...names, "--admin", "--must-change-password=false"]);
    const asked = [`--username=${owner}`, "--token-name=conformance", "--scopes=all", "--raw"];
    const said = await run([...program, "admin", "user", "generate-access-token", ...asked]);
    const gitea = new Gitea(said.trim().split(/\s+/).at(-1) ?? "", root.certificate);
    const log = join(state, "gitea.log");
    startProcess("gitea", [...program, "web"], { log });
    await processIsReady("gitea", log, () => gitea.ask("GET", "version").then(() => true));
    return gitea;
  }

  get environment(): Readonly<Record<string, string>> {
    return { FEDC_TOKEN: this.#token, FEDC_TOKEN_HOSTS: `localhost:${port}`, GIT_SSL_CAINFO: join(folder, "authority.pem") };
  }

  get access(): ForgeAccess {
    return { username: owner, password: this.#token, authority: this.#authority };
  }

  async make(name: string): Promise<string> {
    await this.ask("POST", "user/repos", { name, private: true, auto_init: true, default_branch: "main" });
    return `https://localhost:${port}/${owner}/${name}`;
  }

  async head(name: string): Promise<string> {
    const branch = JSON.parse(await this.ask("GET", `repos/${owner}/${name}/branches/main`)) as {
      readonly commit: { readonly id: string };
    };
    return branch.commit.id;
  }

  /** It ends with the other processes. */
  async stop(): Promise<void> {}

  /** Calls its API. Returns the text of the answer. */
  ask(method: string, path: string, body?: object): Promise<string> {
    const headers = { authorization: `token ${this.#token}`, "content-type": "application/json" };
    const options = { host: "localhost", port, path: `/api/v1/${path}`, method, headers, ca: this.#authority, timeout: 10_000 };
    return new Promise((resolve, reject) => {
      const asked = request(options, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        answer.on("end", () => {
          if ((answer.statusCode ?? 0) < 300) resolve(text);
          else reject(new Error(`Gitea: ${method} ${path}: ${answer.statusCode} ${text}`));
        });
      });
      asked.on("timeout", () => asked.destroy(new Error(`Gitea: ${method} ${path}: no answer`)));
      asked.on("error", reject);
      asked.end(body && JSON.stringify(body));
    });
  }
}
