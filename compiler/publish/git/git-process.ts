import { GitPluginError, simpleGit } from "simple-git";

interface GitRun {
  readonly folder: string;
  readonly words: readonly string[];
  /** The whole environment of git. */
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** How long git may write nothing, in milliseconds. Then it is stopped. */
  readonly patience: number;
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

/** In milliseconds, for what git wrote to standard error before its end, and for its end after a signal. */
const grace = 1000;

/**
 * Runs git and returns everything that it writes to standard output. Throws an error if git fails, is killed or does not answer, or if its output
 * does not end: nobody gets a part of an answer.
 */
export async function gitOutput({ folder, words, environment, input, patience, abort }: GitRun): Promise<Buffer> {
  let failure: Error | undefined;
  const git = simpleGit({
    baseDir: folder,
    allowEnvironment: Object.keys(environment),
    // By default simple-git takes what it has read 50 milliseconds after git's end. On a busy machine that is a part.
    completion: { onClose: true, onExit: false },
    errors: (error, result) => {
      failure = failureOf(error, result);
      return failure;
    },
    timeout: { block: patience },
    ...(input !== undefined && { input: () => input }),
    ...(abort && { abort }),
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeSshCommand: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeAskPass: true,
    },
  });
  const output: Buffer[] = [];
  const streams: Stream[] = [];
  let timer: NodeJS.Timeout | undefined;
  // simple-git does not wait for a silent git, but for output that never ends it would.
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("git timed out: its output does not end")), patience + grace);
  });
  git.env(environment).outputHandler((_, stdout, stderr) => {
    streams.push(stdout, stderr);
    for (const stream of streams) stream.on("data", () => timer?.refresh());
    stdout.on("data", (data: Buffer) => output.push(data));
    stdout.on("end", () => closeSoon(stderr));
  });
  try {
    await Promise.race([git.raw([...words]), silence]);
  } catch (error) {
    // simple-git makes an error of its own of every other.
    throw failure ?? error;
  } finally {
    clearTimeout(timer);
    for (const stream of streams) stream.destroy?.();
  }
  return Buffer.concat(output);
}

/** simple-git itself looks only for a status and words together, and takes the output of a git that was killed for its answer. */
function failureOf(
  error: Buffer | Error | undefined,
  { exitCode, stdErr }: { readonly exitCode: number | null; readonly stdErr: readonly Buffer[] },
): Error | undefined {
  if (error instanceof GitPluginError) return error;
  if (exitCode === 0) return undefined;
  const written = Buffer.concat(stdErr).toString();
  if (exitCode === null) return new Error("git was ended by a signal");
  return exitCode > 0 ? new GitExit(exitCode, written) : new Error(written);
}

type Stream = NodeJS.ReadableStream & { readonly destroy?: () => void };

/** A program that git leaves behind, such as a shared connection of ssh, may hold standard error open. Nobody waits for it. */
function closeSoon(stderr: Stream): void {
  const timer = setTimeout(() => stderr.destroy?.(), grace);
  stderr.once("close", () => clearTimeout(timer));
}
