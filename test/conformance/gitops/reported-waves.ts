import { setTimeout as sleep } from "node:timers/promises";
import type { Clusters } from "../cluster/cluster.ts";
import type { DeliveredWave } from "../delivery/delivery.ts";
import type { CommandResult } from "../machine/run-command.ts";
import { waitUntil } from "../machine/wait.ts";
import type { Flux } from "./flux.ts";
import { type Gitea, owner } from "./gitea.ts";
import { earlyMoves, type Move, wavesIn } from "./judge-waves.ts";
import type { Manner } from "./manners.ts";

/** A success must stand longer than Flux takes to find that it fails after all. */
const hold = 15;
const intervalInSeconds = 8;

export interface PostedStatus {
  readonly status: string;
  readonly context: string;
  readonly created_at: string;
}

/**
 * `fedc publish --wait`: waves go out by what Flux reports at the forge, and by nothing else. Flux reports in a manner that is chosen: at once, late, a
 * failure first, a failure after a success, or nothing. A wave that goes out before every cluster has reported the one before is an error.
 */
export class ReportedWaves {
  readonly #gitea: Gitea;
  readonly #flux: Flux;
  readonly #clusters: Clusters;
  readonly #manner: Manner;
  #moves: Move[] = [];

  constructor(gitea: Gitea, flux: Flux, clusters: Clusters, manner: Manner) {
    this.#gitea = gitea;
    this.#flux = flux;
    this.#clusters = clusters;
    this.#manner = manner;
  }

  /** Fields of a cluster's `gitops`. */
  gitops(): object {
    return { forge: "gitea", synced: { status: "kustomization/federation/*", hold: `${hold}s` } };
  }

  /** Brings what federation.yaml says into the clusters by runs of fedc. */
  async deliver(publish: (...words: readonly string[]) => Promise<CommandResult>, onWave: (wave: DeliveredWave) => void): Promise<void> {
    const watching = new AbortController();
    const begun = Date.now();
    this.#moves = [];
    const watch = this.#watch(watching.signal);
    try {
      if (this.#manner === "silent") await this.#throughSilence(publish);
      else {
        const disturbance = this.#disturb();
        await disturbance.before;
        const waiting = this.#wait(publish, "10m");
        await disturbance.during();
        const { status, stdout, stderr } = await waiting;
        if (status !== 0) throw new Error(`fedc publish --wait: exit status ${status}\n${stdout}${stderr}`);
      }
    } finally {
      watching.abort();
      await watch;
    }
    const early = await earlyMoves(this.#moves, (name, commit) => this.statuses(name, commit), hold);
    if (early.length > 0) throw new Error(`a wave was published early:\n${early.join("\n")}`);
    for (const wave of wavesIn(this.#moves, begun, Date.now())) onWave(wave);
  }

  /** All statuses of a commit, the newest first. */
  async statuses(name: string, commit: string): Promise<readonly PostedStatus[]> {
    return JSON.parse(await this.#gitea.ask("GET", `repos/${owner}/${name}/statuses/${commit}?limit=50`)) as readonly PostedStatus[];
  }

  #wait(publish: (...words: readonly string[]) => Promise<CommandResult>, timeout: string): Promise<CommandResult> {
    return publish("--wait", "--timeout", timeout, "--interval", `${intervalInSeconds}s`, "--json");
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const heads = new Map<string, string>();
    const names = [...this.#clusters.keys()];
    for (const name of names) heads.set(name, await this.#gitea.head(name));
    while (!signal.aborted) {
      for (const name of names) {
        const commit = await this.#gitea.head(name);
        if (commit !== heads.get(name)) this.#moves.push({ name, commit, at: Date.now() });
        heads.set(name, commit);
      }
      await sleep(500);
    }
  }

  #disturb(): { readonly before: Promise<unknown>; during(): Promise<void> } {
    const clusters = [...this.#clusters.values()];
    const all = (work: (cluster: (typeof clusters)[number]) => Promise<void>) => Promise.all(clusters.map(work));
    switch (this.#manner) {
      case "late":
        return {
          before: all(async (cluster) => this.#flux.pauseReports(cluster)),
          during: async () => {
            await this.#firstMove();
            await sleep(45_000);
            await all(async (cluster) => this.#flux.resumeReports(cluster));
          },
        };
      case "fails-first":
        return {
          before: all((cluster) => this.#flux.refuse(cluster)),
          during: async () => {
            const { name, commit } = await this.#firstMove();
            await this.#reported(name, commit, "failure");
            await sleep(20_000);
            await all((cluster) => this.#flux.refuseNoMore(cluster));
          },
        };
      case "fails-after":
        return {
          before: Promise.resolve(),
          during: async () => {
            const { name, commit } = await this.#firstMove();
            const cluster = this.#clusters.get(name);
            if (!cluster) return;
            await this.#reported(name, commit, "success");
            await this.#flux.refuse(cluster);
            await this.#flux.lookAgain(cluster);
            await this.#reported(name, commit, "failure");
            await sleep(30_000);
            await this.#flux.refuseNoMore(cluster);
            await this.#flux.lookAgain(cluster);
          },
        };
      default:
        return { before: Promise.resolve(), during: async () => undefined };
    }
  }

  /** Flux reports nothing: fedc stays at the first wave, until somebody who has looked says that it is synced. */
  async #throughSilence(publish: (...words: readonly string[]) => Promise<CommandResult>): Promise<void> {
    const clusters = [...this.#clusters.values()];
    for (const cluster of clusters) await this.#flux.silence(cluster, true);
    const { status, stdout } = await this.#wait(publish, "60s");
    for (const cluster of clusters) await this.#flux.silence(cluster, false);
    const moved = [...new Set(this.#moves.map(({ name }) => name))];
    if (status === 0 && moved.length === 0) return;
    if (status !== 2) throw new Error(`fedc publish --wait: exit status ${status} although nothing was reported\n${stdout}`);
    if (this.#moves.length > moved.length) throw new Error("a cluster got a second wave although nothing was reported");
    for (const name of moved) {
      const cluster = this.#clusters.get(name);
      if (cluster) await this.#flux.holds(cluster, await this.#gitea.head(name));
    }
    this.#moves = [];
    await publish(...moved.flatMap((name) => ["--assume-synced", name]), "--json");
    await sleep(intervalInSeconds * 1000);
    const rest = await this.#wait(publish, "10m");
    if (rest.status !== 0) throw new Error(`fedc publish --wait: exit status ${rest.status}\n${rest.stdout}${rest.stderr}`);
  }

  async #firstMove(): Promise<Move> {
    await waitUntil("a repository has a commit", async () => this.#moves.length > 0, 120);
    return this.#moves[0] as Move;
  }

  async #reported(name: string, commit: string, state: string): Promise<void> {
    const isReported = async () => (await this.statuses(name, commit)).some(({ status }) => status === state);
    await waitUntil(`Flux in ${name} reports a ${state} on ${commit}`, isReported, 180);
  }
}
