import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));
export const example: string = join(root, "federation.example.yaml");

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** The program to run instead of what `npm run build` made. */
  readonly program?: string;
}

/** Runs fedc as a user does, in a process of its own: what `npm run build` made. */
export function fedc(
  args: readonly string[],
  { cwd = root, input = "", env = {}, program = join(root, "dist/cli/main.js") }: Circumstances = {},
): Ran {
  const { PATH = "", HOME = "" } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    input,
    env: { PATH, HOME, ...env },
    encoding: "utf8",
  });
  return withoutKeys(args, { status, stdout, stderr });
}

/** Starts a program of fedc in a process of its own, which a test may end before it has done its work. */
export function started(program: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { PATH, HOME, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  const result = new Promise<Ran>((done) => child.on("close", (status) => done(withoutKeys(args, { status, ...printed }))));
  return { child, result };
}

/** What fedc printed. Whatever fails, it never prints a private key. */
export function withoutKeys(args: readonly string[], ran: Ran): Ran {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(ran.stdout + ran.stderr)) throw new Error(`fedc ${args.join(" ")} printed a private key`);
  return ran;
}

/** Does something in an empty folder, which goes afterwards. */
export function inFolder(work: (folder: string) => Promise<void>): Promise<void>;
export function inFolder(work: (folder: string) => void): void;
export function inFolder(work: (folder: string) => Promise<void> | void): Promise<void> | void {
  const folder = mkdtempSync(join(tmpdir(), "fedc-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let waiting = false;
  try {
    const result = work(folder);
    waiting = result instanceof Promise;
    return result instanceof Promise ? result.finally(remove) : undefined;
  } finally {
    if (!waiting) remove();
  }
}
