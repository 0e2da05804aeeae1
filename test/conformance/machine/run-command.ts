import { spawn } from "node:child_process";

/** What a command said, and how it ended. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  /** Besides this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a command to its end. Throws its output if its exit status is not 0. */
export async function run(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await attempt(command, options);
  if (status !== 0) throw new Error(`${command.join(" ")}: exit status ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a command to its end, whatever its exit status is. Throws only if it cannot be started. */
export function attempt([program = "", ...words]: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const { cwd, env, input } = options;
    const child = spawn(program, words, { ...(cwd && { cwd }), env: { ...process.env, ...env } });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status: status ?? -1, ...said }));
    child.stdin.on("error", () => {}); // a command may end before it has read everything
    child.stdin.end(input ?? "");
  });
}
