import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import type { Stop } from "./stopping-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Bundled once: a process then starts ten times as fast as with a loader. */
const CHILD = join(temporaryFolder(), "write-child.mjs");
buildSync({
  entryPoints: [fileURLToPath(new URL("write-child.ts", import.meta.url))],
  outfile: CHILD,
  bundle: true,
  platform: "node",
  format: "esm",
  logLevel: "error",
});

const running = new Set<ChildProcess>();

/** Ends every writer that a failed test left running; without it the test process would not end either. */
export function stopWriters(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A real process that writes sample overlays when told to. */
export class Writer {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    const child = spawn(process.execPath, [CHILD], { stdio: ["pipe", "pipe", "inherit"] });
    this.process = child;
    running.add(child);
    child.once("exit", () => running.delete(child));
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  start(folder: string, version: number, size: number, patience: number, stop?: Stop): void {
    this.process.stdin?.write(`${JSON.stringify([folder, version, size, patience, stop])}\n`);
  }

  /** `written`, or why it was refused; `stopped` where it is to stop, and then waits. */
  async end(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the writer ended");
    return value;
  }

  async write(folder: string, version: number, size: number, patience: number): Promise<string> {
    this.start(folder, version, size, patience);
    return this.end();
  }

  async stop(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const exit = once(this.process, "exit");
    this.process.kill(signal);
    await exit;
  }
}
