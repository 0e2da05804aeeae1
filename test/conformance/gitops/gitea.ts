import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import type { ApiDescription } from "../../support/forges/api-slice.ts";
import { authority } from "../authorities/authority.ts";
import { home, state } from "../machine/paths.ts";
import { processIsReady, startProcess } from "../machine/processes.ts";
import { run } from "../machine/run-command.ts";
import type { Forge, ForgeAccess } from "./forge.ts";

/** The owner of all repositories. */
export const owner = "federation";
const folder = join(state, "gitea");

/** https://docs.gitea.com/administration/config-cheat-sheet */
const settings = (port: number) => `RUN_USER = root
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
  readonly #port: number;
  readonly #token: string;
  /** PEM */
  readonly #authority: string;

  private constructor(port: number, token: string, authorityCertificate: string) {
    this.#port = port;
    this.#token = token;
    this.#authority = authorityCertificate;
  }

  static async start(port = 3443): Promise<Gitea> {
    mkdirSync(folder, { recursive: true });
    const root = await authority("forge");
    const server = await root.leaf({ dns: ["localhost"] });
    const files = {
      "app.ini": settings(port),
      "server.pem": server.certificate,
      "server.key": server.key,
      "authority.pem": root.certificate,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
    const program = [join(home, "bin/gitea"), "--config", join(folder, "app.ini")];
    await run([...program, "migrate"]);
    const names = [`--username=${owner}`, `--password=${owner}-${owner}`, `--email=${owner}@example.com`];
    await run([...program, "admin", "user", "create", ...names, "--admin", "--must-change-password=false"]);
    const asked = [`--username=${owner}`, "--token-name=conformance", "--scopes=all", "--raw"];
    const said = await run([...program, "admin", "user", "generate-access-token", ...asked]);
    const gitea = new Gitea(port, said.trim().split(/\s+/).at(-1) ?? "", root.certificate);
    const log = join(state, "gitea.log");
    startProcess("gitea", [...program, "web"], { log });
    await processIsReady("gitea", log, () => gitea.ask("GET", "version").then(() => true));
    return gitea;
  }

  get environment(): Readonly<Record<string, string>> {
    const authorityFile = join(folder, "authority.pem");
    const hosts = { FEDC_TOKEN: this.#token, FEDC_TOKEN_HOSTS: `localhost:${this.#port}` };
    return { ...hosts, GIT_SSL_CAINFO: authorityFile, NODE_EXTRA_CA_CERTS: authorityFile };
  }

  get access(): ForgeAccess {
    return { username: owner, password: this.#token, authority: this.#authority };
  }

  /** Where it answers, and who vouches for it. */
  get target(): { readonly port: number; readonly ca: string } {
    return { port: this.#port, ca: this.#authority };
  }

  async make(name: string, organization?: string): Promise<string> {
    const place = organization === undefined ? "user" : `orgs/${organization}`;
    await this.ask("POST", `${place}/repos`, { name, private: true, auto_init: true, default_branch: "main" });
    return `https://localhost:${this.#port}/${organization ?? owner}/${name}`;
  }

  /** Adds a key to the owner's account, and proves that it is theirs. Only Gitea's pages take the proof, not its API. */
  async verifySshKey(file: string): Promise<void> {
    const key = readFileSync(`${file}.pub`, "utf8");
    const added = JSON.parse(await this.ask("POST", "user/keys", { title: "signing", key })) as { readonly fingerprint: string };
    const token = await this.ask("GET", "user/gpg_key_token");
    const signature = await run(["ssh-keygen", "-Y", "sign", "-n", "gitea", "-f", file], { input: token });
    const cookies = ["--cookie-jar", join(folder, "cookies"), "--cookie", join(folder, "cookies")];
    const post = (path: string, fields: Readonly<Record<string, string>>) => {
      const data = Object.entries(fields).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
      const words = ["--silent", "--show-error", "--fail", "--cacert", join(folder, "authority.pem"), ...cookies];
      return run(["curl", ...words, ...data, `https://localhost:${this.#port}/${path}`]);
    };
    await post("user/login", { user_name: owner, password: `${owner}-${owner}` });
    const proof = { type: "verify_ssh", title: "signing", content: key, fingerprint: added.fingerprint, signature };
    await post("user/settings/keys", proof);
  }

  async head(name: string): Promise<string> {
    const branch = JSON.parse(await this.ask("GET", `repos/${owner}/${name}/branches/main`)) as {
      readonly commit: { readonly id: string };
    };
    return branch.commit.id;
  }

  /** It ends with the other processes. */
  async stop(): Promise<void> {}

  /** What it says of its own API. */
  async description(): Promise<ApiDescription> {
    return JSON.parse(await this.ask("GET", "../../swagger.v1.json")) as ApiDescription;
  }

  /** Calls its API. Returns the text of the answer. */
  ask(method: string, path: string, body?: object): Promise<string> {
    const headers = { authorization: `token ${this.#token}`, "content-type": "application/json" };
    const { pathname, search } = new URL(path, `https://localhost:${this.#port}/api/v1/`);
    const options = {
      host: "localhost",
      port: this.#port,
      path: `${pathname}${search}`,
      method,
      headers,
      ca: this.#authority,
      timeout: 60_000,
    };
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
