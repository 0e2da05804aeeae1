import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { state } from "./paths.ts";
import { waitUntil } from "./wait.ts";

/** A process that this suite started: its number may be another's by now, but not with the same start. */
interface Recorded {
  readonly pid: number;
  /** Clock ticks from the start of the machine, as /proc has it. */
  readonly started: string;
}

export interface ProcessOptions {
  /** The file at whose end its output goes. */
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const record = join(state, "processes.json");

/** Starts a process in a group of its own, which outlives a crash of this one, and records it. Names are paths: `cluster1/istiod`. */
export function startProcess(name: string, [program = "", ...words]: readonly string[], { log, env, cwd }: ProcessOptions): void {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, "a");
  const child = spawn(program, words, {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...env },
    ...(cwd && { cwd }),
  });
  closeSync(output);
  child.on("error", (error) => console.error(`${name} cannot be started: ${error.message}`));
  child.unref();
  if (child.pid !== undefined) remember(name, child.pid);
}

/** Waits until a process does what it is for. Throws the end of its log if it has ended before, or not come to it in two minutes. */
export async function processIsReady(name: string, log: string, isReady: () => Promise<boolean>): Promise<void> {
  const ended = () => {
    const { pid = 0, started } = recorded()[name] ?? {};
    return startOf(pid) !== started;
  };
  try {
    await waitUntil(`${name} is ready`, async () => (await isReady()) || ended(), 120);
    if (ended()) throw new Error(`${name} has ended`);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${readFileSync(log, "utf8").split("\n").slice(-8).join("\n")}`);
  }
}

/** Records a process that is ended with the others, of a group of its own. */
export function remember(name: string, pid: number): void {
  write({ ...recorded(), [name]: { pid, started: startOf(pid) ?? "" } });
}

/** Sends a signal to one process by its name. Throws if it does not run. */
export function signalProcess(name: string, word: NodeJS.Signals): void {
  const { pid = 0, started } = recorded()[name] ?? {};
  if (started === undefined || startOf(pid) !== started) throw new Error(`${name} does not run`);
  process.kill(pid, word);
}

/** Ends the processes whose names begin so: politely, and after some seconds not so. Others are never signalled. */
export async function stopProcesses(prefix = "", graceInSeconds = 2): Promise<void> {
  const mine = Object.entries(recorded()).filter(([name]) => name.startsWith(prefix));
  const alive = () => mine.filter(([, { pid, started }]) => startOf(pid) === started);
  for (const [, { pid }] of alive()) for (const name of ["SIGTERM", "SIGCONT"] as const) signal(pid, name);
  for (let waited = 0; waited < 10 * graceInSeconds && alive().length > 0; waited++) await sleep(100);
  // The group of a process that has ended may have children left.
  for (const [, { pid, started }] of mine) if (startOf(pid) === started || startOf(pid) === undefined) signal(pid, "SIGKILL");
  const ended = new Set(mine.map(([name]) => name));
  write(Object.fromEntries(Object.entries(recorded()).filter(([name]) => !ended.has(name))));
}

function recorded(): Record<string, Recorded> {
  return existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : {};
}

function write(processes: Record<string, Recorded>): void {
  if (existsSync(state)) writeFileSync(record, JSON.stringify(processes, null, 1));
}

/** When a process started; undefined if there is none of this number, or only what is left for its parent to see. */
export function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // it has gone
  }
}
