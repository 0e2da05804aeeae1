import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Cluster, Clusters } from "../cluster/cluster.ts";
import type { DeliveredWave, Delivery } from "../delivery/delivery.ts";
import { fedc } from "../federation/fedc.ts";
import type { Workspace } from "../federation/workspace.ts";
import { state } from "../machine/paths.ts";
import { type CommandResult, run } from "../machine/run-command.ts";
import type { Forge } from "./forge.ts";
import { type GitopsTool, overlayPath } from "./gitops-tool.ts";
import type { ReportedWaves } from "./reported-waves.ts";

/** What `fedc publish --json` says. */
interface PublishDocument {
  readonly wave: { readonly number: number } | null;
  readonly overlays: readonly { readonly cluster: string; readonly outcome: string }[];
  readonly later: readonly unknown[];
}

/** The way of a user: `fedc publish` to a repository per cluster, wave by wave, and a tool in each cluster that follows it. */
export class Published implements Delivery {
  readonly #clusters: Clusters;
  readonly #forge: Forge;
  readonly #tool: GitopsTool;
  readonly #reports: ReportedWaves | undefined;
  readonly #folder = join(state, "publish");
  readonly #repositories = new Map<string, string>();
  /** The clusters whose repositories have an overlay. */
  readonly #members = new Set<string>();

  private constructor(clusters: Clusters, forge: Forge, tool: GitopsTool, reports?: ReportedWaves) {
    this.#reports = reports;
    this.#clusters = clusters;
    this.#forge = forge;
    this.#tool = tool;
  }

  /** Makes the repositories, and lets every cluster follow its own. */
  static async start(clusters: Clusters, forge: Forge, tool: GitopsTool, reports?: ReportedWaves): Promise<Published> {
    const published = new Published(clusters, forge, tool, reports);
    mkdirSync(published.#folder, { recursive: true });
    await published.#git("init", "--quiet", "--initial-branch=main");
    for (const [name, cluster] of clusters) {
      const repository = await forge.make(name);
      published.#repositories.set(name, repository);
      await tool.start(cluster, repository);
    }
    return published;
  }

  /** The next wave goes out when every cluster says that it holds the one before, or by what Flux reports at the forge. */
  async deliver(workspace: Workspace, onWave: (wave: DeliveredWave) => void = () => {}): Promise<void> {
    await this.#commit(workspace);
    if (this.#reports) {
      await this.#reports.deliver((...words) => this.#run(...words), onWave);
      for (const name of Object.keys(workspace.federation.clusters ?? {})) this.#members.add(name);
      return;
    }
    for (;;) {
      const { wave, overlays, later } = await this.#publish();
      const clusters = overlays.filter(({ outcome }) => outcome === "committed").map(({ cluster }) => cluster);
      for (const name of clusters) this.#members.add(name);
      if (clusters.length > 0) {
        const published = Date.now();
        await this.#held();
        onWave({ number: wave?.number ?? 1, clusters, published, held: Date.now() });
      }
      if (later.length === 0) return;
      if (clusters.length === 0) throw new Error(`fedc publish: waves are left, and nothing is published: ${JSON.stringify(later)}`);
    }
  }

  suspend(cluster: Cluster): Promise<void> {
    return this.#tool.suspend(cluster);
  }

  /** The workspace's federation.yaml with these repositories, as its owner commits it. */
  async #commit({ folder, federation }: Workspace): Promise<void> {
    const clusters = Object.entries(federation.clusters ?? {}).map(([name, cluster]) => {
      const repository = this.#repositories.get(name);
      return [
        name,
        repository ? { ...cluster, gitops: { repository, path: overlayPath, delivery: "commit", ...this.#reports?.gitops() } } : cluster,
      ];
    });
    writeFileSync(join(this.#folder, "federation.yaml"), stringify({ ...federation, clusters: Object.fromEntries(clusters) }));
    const trust = join(folder, "trust");
    if (existsSync(trust)) cpSync(trust, join(this.#folder, "trust"), { recursive: true });
    await this.#git("add", "--all");
    const owner = ["-c", "user.name=owner", "-c", "user.email=owner@example.com"];
    await this.#git(...owner, "commit", "--quiet", "--allow-empty", "--message=federation");
  }

  async #publish(): Promise<PublishDocument> {
    const { status, stdout, stderr } = await this.#run("--json");
    if (status !== 0) throw new Error(`fedc publish: exit status ${status}\n${stdout}${stderr}`);
    return JSON.parse(stdout) as PublishDocument;
  }

  #run(...words: readonly string[]): Promise<CommandResult> {
    return fedc(["publish", ...words], { cwd: this.#folder, env: this.#forge.environment });
  }

  async #held(): Promise<void> {
    const members = [...this.#clusters.values()].filter(({ name }) => this.#members.has(name));
    await Promise.all(members.map(async (cluster) => this.#tool.holds(cluster, await this.#forge.head(cluster.name))));
  }

  #git(...words: readonly string[]): Promise<string> {
    return run(["git", "-C", this.#folder, ...words]);
  }
}
