import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { root } from "./fedc.ts";

/** A node process to measure. */
export interface Program {
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it ends well with more than 0, as a comparison that found something does. */
  readonly mayFail?: boolean;
}

export interface Usage {
  /** Milliseconds of all threads of the process. Programs that it starts, such as git, do not count. */
  readonly cpu: number;
  readonly wall: number;
  /** MiB. */
  readonly peak: number;
}

/** A process and the one that it is held against, which took turns with it. */
export interface Compared {
  readonly own: Usage;
  readonly reference: Usage;
  /** Of `own` to `reference`, run by run. */
  readonly cpuRatio: number;
  readonly wallRatio: number;
}

/** The medians of some runs of both, in turns, since the speed of a machine drifts. Of more than one run, the first does not count. */
export async function compared(own: () => Program, reference: () => Program, runs: number): Promise<Compared> {
  const pairs: { own: Usage; reference: Usage }[] = [];
  for (let i = 0; i < (runs > 1 ? runs + 1 : 1); i++) pairs.push({ reference: await measured(reference()), own: await measured(own()) });
  const counted = pairs.slice(runs > 1 ? 1 : 0);
  const usage = (of: "own" | "reference"): Usage => ({
    cpu: median(counted.map((pair) => pair[of].cpu)),
    wall: median(counted.map((pair) => pair[of].wall)),
    peak: median(counted.map((pair) => pair[of].peak)),
  });
  return {
    own: usage("own"),
    reference: usage("reference"),
    cpuRatio: median(counted.map(({ own, reference }) => own.cpu / reference.cpu)),
    wallRatio: median(counted.map(({ own, reference }) => own.wall / reference.wall)),
  };
}

/**
 * Runs a process to its end. Throws if it fails. Of the environment it has only what it needs: Node reads a file named by NODE_EXTRA_CA_CERTS at every
 * start, which can take longer than all else that a bare node does.
 */
export async function measured({ args, cwd, env = {}, mayFail = false }: Program): Promise<Usage> {
  const { PATH = "", HOME = "" } = process.env;
  const started = performance.now();
  const child = spawn(process.execPath, ["--require", join(root, "test/support/usage-at-exit.cjs"), ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  const [stderr, usage] = await Promise.all([child.stdio[2], child.stdio[3]].map((stream) => text(stream as Readable)));
  const status = await ended;
  const wall = performance.now() - started;
  if (usage === undefined || usage === "" || (status !== 0 && !mayFail)) throw new Error(`${args.join(" ")}: status ${status}\n${stderr}`);
  return { ...(JSON.parse(usage) as Omit<Usage, "wall">), wall };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
