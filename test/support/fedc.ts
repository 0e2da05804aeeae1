import { spawnSync } from "node:child_process";
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

/** What fedc printed. Whatever fails, it never prints a private key. */
export function withoutKeys(args: readonly string[], ran: Ran): Ran {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(ran.stdout + ran.stderr)) throw new Error(`fedc ${args.join(" ")} printed a private key`);
  return ran;
}

/** Does something in an empty folder, which goes afterwards. */
export function inFolder<Result extends void | Promise<void>>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "fedc-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let result: Result | undefined;
  try {
    result = work(folder);
    return (result instanceof Promise ? result.finally(remove) : result) as Result;
  } finally {
    if (!(result instanceof Promise)) remove();
  }
}
