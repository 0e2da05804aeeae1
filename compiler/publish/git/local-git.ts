import { existsSync } from "node:fs";
import { Failure } from "../../findings/failure.ts";
import { inherited, type Variables } from "../environment.ts";
import { GitExit, gitOutput } from "./git-process.ts";

/** git fetches nothing, even if objects are missing, asks nothing and takes no lock. */
const quiet = { GIT_ALLOW_PROTOCOL: "none", GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

/** The variables that git needs. A `GIT_DIR` of a hook that runs fedc would lead to another repository. */
const kept = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"];

const settings = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

/** In milliseconds. A large repository on a slow disk takes its time. */
const patience = 60_000;

/**
 * Reads a user's repository by git's plumbing alone: without hooks, filters or network. Throws a GitExit if git says no, and a Failure if git
 * cannot be run or does not answer to the end.
 */
export async function localGit(folder: string, words: readonly string[], environment: Variables = process.env): Promise<string> {
  try {
    const variables = { ...inherited(environment, kept), ...quiet, LC_ALL: "C" };
    return (await gitOutput({ folder, words: [...settings, ...words], environment: variables, patience })).toString();
  } catch (error) {
    if (error instanceof GitExit || !(error instanceof Error)) throw error;
    if (!existsSync(folder)) throw new Failure(`there is no folder \`${folder}\``);
    if (/ENOENT/.test(error.message)) throw new Failure("git cannot be run", "install git");
    throw new Failure(`git failed: ${error.message}`);
  }
}
