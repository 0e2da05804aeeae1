import { runAction } from "../../compiler/action/run-action.ts";
import { run } from "../../compiler/cli/run.ts";
import { type Ran, withoutKeys } from "./fedc.ts";

let busy = false;

/** Whether fedc runs in this process. Folder, environment and output belong to the process, so it runs once at a time. */
export function isInside(): boolean {
  return busy;
}

/** Runs fedc's command line in this process, from its source: the same answer, without the time that a process takes to start. */
export async function fedcInside(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return withoutKeys(args, await inside(folder, environment, () => run(args)));
}

/** The same with the Action. */
export function actionInside(folder: string, environment: Readonly<Record<string, string>>): Promise<Ran> {
  return inside(folder, environment, () => runAction(process.env));
}

async function inside(folder: string, environment: Readonly<Record<string, string>>, work: () => Promise<number>): Promise<Ran> {
  if (busy) throw new Error("fedc runs in this process already");
  const { PATH = "", HOME = "" } = process.env;
  const before = { folder: process.cwd(), environment: { ...process.env } };
  const written = { stdout: "", stderr: "" };
  const restore = (["stdout", "stderr"] as const).map((name) =>
    redirected(process[name], (text) => {
      written[name] += text;
    }),
  );
  busy = true;
  process.chdir(folder);
  // A dumb terminal gets neither colours nor progress, wherever the tests run.
  setEnvironment({ PATH, HOME, TERM: "dumb", ...environment });
  try {
    return { status: await work(), ...written };
  } finally {
    setEnvironment(before.environment);
    process.chdir(before.folder);
    for (const one of restore) one();
    busy = false;
  }
}

/** Hands what is written to a stream to a function. Returns what ends that. */
function redirected(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const { write } = stream;
  stream.write = (text: string | Uint8Array) => {
    take(text.toString());
    return true;
  };
  return () => {
    stream.write = write;
  };
}

function setEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (environment[name] === undefined) delete process.env[name];
  Object.assign(process.env, environment);
}
