import { parseArgs } from "node:util";
import { type Manner, manners } from "./gitops/manners.ts";

/** What the command line asks for. */
export interface Options {
  /** Names or paths. All scenarios if there are none. */
  readonly scenarios: readonly string[];
  readonly core: boolean;
  /** `1.30` or `cluster1=1.30` */
  readonly istio: readonly string[];
  /** What brings overlays into the clusters; undefined for kubectl. */
  readonly gitops?: "flux" | "argocd";
  /** Waves go out by what Flux reports at the forge, in this manner. */
  readonly synced?: Manner;
  readonly certManager: "imitated" | "real";
  /** Random federations for so many minutes, instead of scenarios. */
  readonly random?: number;
  /** The first of the random federations. */
  readonly seed?: number;
  /** Plant faults in what was built; `scenarios` are then names of faults. */
  readonly faults: boolean;
  /** Try fedc publish at a real forge, without meshes; `scenarios` are then names of trials. */
  readonly forge: boolean;
  readonly json: boolean;
  /** Configure the meshes by hand-written manifests, and then by what `fedc import` drafts of them. */
  readonly import: boolean;
  /** Ask the model alone. */
  readonly rehearse: boolean;
  /** Only remove what a run that was killed has left. */
  readonly down: boolean;
  readonly help: boolean;
  /** Waits before the meshes are taken down; undefined if they go at once. */
  readonly keep?: () => Promise<void>;
}

export const usage = `Usage: npm run conformance -- [SCENARIO…] [options]

Runs real meshes on this machine, configured by what fedc writes, and compares
what comes of calls with what a scenario expects and with what \`fedc why\` says.
Needs Linux, root, and \`npm run conformance:install\` once. One run at a time.

SCENARIO is a name in test/conformance/scenarios/, or the path of a folder.

Options
  --core                      the scenarios that show most, without changes under
                              steady calls: in ten minutes
  --istio [CLUSTER=]VERSION   another version of Istio, for all or for one
  --gitops flux|argocd        by fedc publish to a forge, and by Flux or Argo CD
                              from there into each cluster
  --synced MANNER             with flux: waves by fedc publish --wait and by what Flux
                              reports at the forge. MANNER is prompt, late,
                              fails-first, fails-after or silent
  --cert-manager real         certificates by cert-manager's own controllers
  --random MINUTES            random federations instead of scenarios, for so long;
                              their calls are compared with the model
  --seed N                    the first of them; \`--random 0 --seed N\` repeats one
  --faults [NAME…]            plant faults in what fedc built, one after the other:
                              the calls of a scenario must show each
  --forge [TRIAL…]            try fedc publish at a real Gitea, without meshes
  --import                    configure the meshes by the scenario's hand-written
                              manifests, import these, and make the same calls on
                              the draft
  --rehearse                  only ask the model whether it agrees with what the
                              scenarios expect; needs no root and no meshes
  --keep                      leave the meshes up until Ctrl-C
  --json                      one JSON document on standard output
  --down                      only remove what a killed run has left
  --help                      this page`;

/** Reads the command line. Throws for what is no option. */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      core: { type: "boolean", default: false },
      istio: { type: "string", multiple: true, default: [] },
      gitops: { type: "string" },
      synced: { type: "string" },
      "cert-manager": { type: "string", default: "imitated" },
      random: { type: "string" },
      seed: { type: "string" },
      faults: { type: "boolean", default: false },
      forge: { type: "boolean", default: false },
      import: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      rehearse: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      down: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { keep, gitops, synced, "cert-manager": certManager, random, seed, ...others } = values;
  if (gitops !== undefined && !isOneOf(gitops, ["flux", "argocd"])) throw new Error(`\`--gitops ${gitops}\`: there are flux and argocd`);
  if (synced !== undefined && !(gitops === "flux" && isOneOf(synced, manners)))
    throw new Error(`\`--synced ${synced}\`: with \`--gitops flux\` there are ${manners.join(", ")}`);
  if (!isOneOf(certManager, ["imitated", "real"])) throw new Error(`\`--cert-manager ${certManager}\`: there are imitated and real`);
  const numbers = { ...numberOf("random", random), ...numberOf("seed", seed) };
  return {
    ...others,
    ...numbers,
    certManager,
    ...(gitops && { gitops }),
    ...(synced !== undefined && { synced }),
    scenarios: positionals,
    ...(keep && { keep: untilInterrupted }),
  };
}

function isOneOf<Word extends string>(word: string, words: readonly Word[]): word is Word {
  return (words as readonly string[]).includes(word);
}

function numberOf(option: string, text: string | undefined): Readonly<Record<string, number>> {
  if (text === undefined) return {};
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`\`--${option} ${text}\`: a number is wanted`);
  return { [option]: Number(text) };
}

function untilInterrupted(): Promise<void> {
  console.error("the meshes stay up until Ctrl-C; the README says how to look around");
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 60_000);
    process.once("SIGINT", () => {
      clearInterval(alive);
      resolve();
    });
  });
}
