import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { GitServer, type ServedRepository } from "../../support/git-server.ts";
import { run } from "../machine/run-command.ts";
import type { Forge, ForgeAccess } from "./forge.ts";

/** Bare repositories behind git's own server over https, in this process: no forge is installed for it. */
export class PlainForge implements Forge {
  readonly #server: GitServer;
  readonly #repositories = new Map<string, ServedRepository>();

  private constructor(server: GitServer) {
    this.#server = server;
  }

  static async start(): Promise<PlainForge> {
    return new PlainForge(await GitServer.start());
  }

  get environment(): Readonly<Record<string, string>> {
    return { ...this.#server.environment, FEDC_TOKEN_HOSTS: new URL(this.#server.origin).host };
  }

  get access(): ForgeAccess {
    return { username: "x-access-token", password: this.#server.token, authority: readFileSync(this.#server.authority, "utf8") };
  }

  async make(name: string): Promise<string> {
    const repository = this.#server.make(`clusters/${name}`, { "README.md": `${name}\n` });
    this.#repositories.set(name, repository);
    return repository.address;
  }

  async head(name: string): Promise<string> {
    return this.#repository(name).head() ?? "";
  }

  /** Writes a folder of `main` into another one, which has nothing else then. */
  async checkOut(name: string, path: string, target: string): Promise<void> {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    const repository = this.#repository(name);
    if (repository.git("ls-tree", "main", path) === "") return;
    await run(["sh", "-c", 'git -C "$0" archive "main:$1" | tar -x -C "$2"', repository.folder, path, target]);
  }

  async stop(): Promise<void> {
    await this.#server.close();
  }

  #repository(name: string): ServedRepository {
    const found = this.#repositories.get(name);
    if (!found) throw new Error(`there is no repository ${name}`);
    return found;
  }
}
