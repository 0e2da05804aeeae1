import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Options {
  /** Names or paths. All scenarios if there are none. */
  readonly scenarios: readonly string[];
  readonly core: boolean;
  /** `1.30` or `cluster1=1.30` */
  readonly istio: readonly string[];
  /** What brings overlays into the clusters; undefined for kubectl. */
  readonly gitops?: "flux" | "argocd";
  readonly certManager: "imitated" | "real";
  readonly json: boolean;
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
  --cert-manager real         certificates by cert-manager's own controllers
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
      "cert-manager": { type: "string", default: "imitated" },
      json: { type: "boolean", default: false },
      rehearse: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      down: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { keep, gitops, "cert-manager": certManager, ...others } = values;
  if (gitops !== undefined && !isOneOf(gitops, ["flux", "argocd"])) throw new Error(`\`--gitops ${gitops}\`: there are flux and argocd`);
  if (!isOneOf(certManager, ["imitated", "real"])) throw new Error(`\`--cert-manager ${certManager}\`: there are imitated and real`);
  return { ...others, certManager, ...(gitops && { gitops }), scenarios: positionals, ...(keep && { keep: untilInterrupted }) };
}

function isOneOf<Word extends string>(word: string, words: readonly Word[]): word is Word {
  return (words as readonly string[]).includes(word);
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
