import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as assert from "uvu/assert";
import type { GitServer } from "../../support/git-server.ts";
import { type Cluster, federation, type PublishDocument, Publisher } from "../../support/publishing.ts";
import { type Gitea, owner } from "../gitops/gitea.ts";
import type { WatchedApi } from "./watched-api.ts";

export interface GiteaPull {
  readonly number: number;
  readonly state: string;
  readonly merged: boolean;
  readonly body: string;
  readonly labels: readonly { readonly name: string }[];
  readonly requested_reviewers_teams: readonly { readonly name: string }[] | null;
  readonly head: { readonly label: string; readonly sha: string };
}

export interface OpenPull {
  readonly name: string;
  readonly pull: GiteaPull;
}

/** What a trial has at hand: a forge, its API as fedc sees it, and repositories of its own. */
export class ForgeSetting {
  readonly gitea: Gitea;
  readonly api: WatchedApi;
  readonly say: (line: string) => void;
  readonly names: readonly string[];
  readonly owner: string;
  readonly publisher: Publisher;
  readonly #clusters: Record<string, Cluster> = {};
  /** What every cluster's `gitops` has besides. */
  more = "";

  private constructor(gitea: Gitea, api: WatchedApi, say: (line: string) => void, names: readonly string[], of: string) {
    this.gitea = gitea;
    this.api = api;
    this.say = say;
    this.names = names;
    this.owner = of;
    const { FEDC_TOKEN: token = "" } = gitea.environment;
    this.publisher = new Publisher({ token, environment: gitea.environment } as unknown as GitServer);
    Object.assign(this.publisher.environment, { NODE_EXTRA_CA_CERTS: gitea.environment.GIT_SSL_CAINFO ?? "", GITEA_API_URL: api.url });
  }

  /** So many new repositories, of a user or an organization, with one cluster each. */
  static async make(
    at: { readonly gitea: Gitea; readonly api: WatchedApi; readonly say: (line: string) => void },
    { prefix, count, organization, delivery = "pull-request", synced }: SettingParts,
  ): Promise<ForgeSetting> {
    const names = Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(2, "0")}`);
    const setting = new ForgeSetting(at.gitea, at.api, at.say, names, organization ?? owner);
    for (const name of names)
      setting.#clusters[name] = { repository: await at.gitea.make(name, organization), delivery, ...(synced !== undefined && { synced }) };
    return setting;
  }

  write(methods: string): void {
    const text = federation(this.#clusters, methods);
    this.publisher.write(text.replaceAll(/(delivery: [\w-]+)/g, `$1${this.more}`));
  }

  /** Publishes, and counts what became of the overlays. */
  async publish(...args: readonly string[]): Promise<Readonly<Record<string, number>>> {
    const before = Date.now();
    const document = await this.publisher.publish(...args);
    const counts = outcomesOf(document);
    const failures = document.overlays.filter(({ outcome }) => outcome === "failed").flatMap(({ reasons }) => reasons);
    const failed = [...failures, ...(document.error ? [document.error] : [])].map(({ message }) => message);
    this.say(`     ${((Date.now() - before) / 1000).toFixed(1)} s: ${JSON.stringify(counts)}${failed.length > 0 ? ` ${failed[0]}` : ""}`);
    for (const warning of new Set(document.overlays.flatMap(({ warnings }) => warnings.map(({ message }) => message))))
      this.say(`       ${warning}`);
    return counts;
  }

  async pulls(name: string): Promise<readonly GiteaPull[]> {
    return JSON.parse(await this.ask("GET", name, "pulls?state=all&limit=50")) as GiteaPull[];
  }

  async open(): Promise<readonly OpenPull[]> {
    const all = await Promise.all(this.names.map(async (name) => (await this.pulls(name)).map((pull) => ({ name, pull }))));
    return all.flat().filter(({ pull }) => pull.state === "open");
  }

  async merge({ name, pull }: OpenPull): Promise<void> {
    await this.ask("POST", name, `pulls/${pull.number}/merge`, { Do: "merge", delete_branch_after_merge: true });
  }

  /** Calls the API about a repository, as an administrator. */
  async ask(method: string, name: string, path: string, body?: object): Promise<string> {
    for (let tries = 1; ; tries += 1)
      try {
        return await this.gitea.ask(method, `repos/${this.owner}/${name}/${path}`, body);
      } catch (error) {
        // Gitea looks for conflicts of a new pull request for a moment, and merges nothing meanwhile.
        if (!/405|try again later/i.test((error as Error).message) || tries === 20) throw error;
        await sleep(300);
      }
  }

  /** Merges and publishes until nothing is left. */
  async through(merge: () => Promise<unknown> = async () => Promise.all((await this.open()).map((one) => this.merge(one)))): Promise<void> {
    for (let run = 0; run < 60; run += 1) {
      await merge();
      const counts = await this.publish();
      assert.not.ok(counts.failed, JSON.stringify(counts));
      if (counts.unchanged === this.names.length && (await this.open()).length === 0) return;
    }
    assert.unreachable("it goes on and on");
  }

  file(name: string): string {
    return join(this.publisher.folder, name);
  }
}

export interface SettingParts {
  readonly prefix: string;
  readonly count: number;
  readonly organization?: string;
  readonly delivery?: string;
  readonly synced?: string;
}

export function outcomesOf({ overlays }: PublishDocument): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of overlays) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
