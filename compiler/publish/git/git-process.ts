import { spawn } from "node:child_process";

interface GitRun {
  readonly folder: string;
  readonly words: readonly string[];
  /** The whole environment of git. */
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** Stops the running git. */
  readonly abort?: AbortSignal;
}

/** git itself says no: it ends with a status other than zero. The message is what it wrote to standard error. */
export class GitExit extends Error {
  readonly status: number;

  constructor(status: number, written: string) {
    super(written.trim() === "" ? `git ended with status ${status}` : written);
    this.status = status;
  }
}

/** In seconds. A server may take long before it sends anything. */
const maxSilence = 120;
/** In seconds. All that git wrote is in the pipe when it ends, and a busy machine may read it late. */
const maxReading = 5;
/** In seconds, for git to remove its locks after a signal, and to read its reasons after its end. */
const grace = 2;

/**
 * Runs git and returns everything that it writes to standard output. Throws an error if git fails, is killed or does not answer, or if its output
 * does not end: nobody gets a part of an answer.
 */
export function gitOutput({ folder, words, environment, input, abort }: GitRun): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stdio = [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] as const;
    const child = spawn("git", words, { cwd: folder, env: environment, windowsHide: true, stdio: [...stdio] });
    const output: Buffer[] = [];
    const reasons: Buffer[] = [];
    let exit: { readonly status: number | null; readonly signal: string | null } | undefined;
    let isRead = false;
    let stopped: Error | undefined;
    let seconds = 0;

    const settle = (error?: Error) => {
      clearInterval(clock);
      abort?.removeEventListener("abort", interrupt);
      // A program that git leaves behind, such as a shared connection of ssh, may hold these open, and fedc would not end before it.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      child.unref();
      if (error) reject(error);
      else resolve(Buffer.concat(output));
    };
    const failure = () => {
      const { status, signal } = exit ?? {};
      return typeof status === "number"
        ? new GitExit(status, Buffer.concat(reasons).toString())
        : new Error(`git was ended by ${signal ?? "a signal"}`);
    };
    const stop = (error: Error) => {
      if (stopped) return;
      stopped = error;
      seconds = 0;
      child.kill("SIGINT");
    };
    const interrupt = () => stop(new Error("git was stopped"));
    // Seconds are counted rather than measured: after each, waiting output is read first, however late a busy machine comes to it.
    const clock = setInterval(() => {
      seconds += 1;
      if (stopped && seconds > grace) {
        child.kill("SIGKILL");
        settle(stopped);
      } else if (exit && exit.status !== 0 && seconds > grace) settle(failure());
      else if (exit && seconds > maxReading) settle(new Error("a program that git started keeps the output of git open"));
      else if (!exit && seconds > maxSilence) stop(new Error(`git timed out: it was silent for ${maxSilence} seconds`));
    }, 1000);
    const heard = (into: Buffer[]) => (data: Buffer) => {
      into.push(data);
      if (!exit && !stopped) seconds = 0;
    };
    const settleAtEnd = (isClosed: boolean) => {
      if (!exit) return;
      if (stopped) settle(stopped);
      // Once git has succeeded, what others write to standard error does not matter.
      else if (exit.status === 0 ? isRead : isClosed) settle(exit.status === 0 ? undefined : failure());
    };

    child.on("error", settle);
    child.on("exit", (status, signal) => {
      exit = { status, signal };
      seconds = 0;
      settleAtEnd(false);
    });
    child.on("close", () => settleAtEnd(true));
    child.stdout?.on("error", settle).on("data", heard(output));
    child.stdout?.on("end", () => {
      isRead = true;
      settleAtEnd(false);
    });
    child.stderr?.on("error", settle).on("data", heard(reasons));
    // git may end before it has read everything. Its status says whether that is a failure.
    child.stdin?.on("error", () => undefined).end(input);
    if (abort?.aborted) interrupt();
    else abort?.addEventListener("abort", interrupt);
  });
}
