import { basename, dirname, resolve } from "node:path";
import { simpleGit } from "simple-git";
import type { SourceRevision } from "../context.ts";
import { inherited, type Variables } from "../environment.ts";
import { blobId, formatOf } from "./object-ids.ts";

/** git must not fetch, prompt or lock. */
const quiet = { GIT_ALLOW_PROTOCOL: "none", GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };
const kept = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"];

/** The revision of a file in its repository, by plumbing alone; undefined if the file is not in a repository that git can read. */
export async function sourceRevision(file: string, text: string, environment: Variables): Promise<SourceRevision | undefined> {
  const ask = async (...words: readonly string[]): Promise<string | undefined> => {
    try {
      const git = simpleGit({
        baseDir: dirname(resolve(file)),
        allowEnvironment: Object.keys(quiet),
        config: ["core.fsmonitor=false", "core.hooksPath=/dev/null"],
        unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
      });
      return (await git.env({ ...inherited(environment, kept), ...quiet, LC_ALL: "C" }).raw([...words])).trim();
    } catch {
      return undefined;
    }
  };
  const commit = await ask("rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}");
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const time = Number((await ask("rev-list", "--max-count=1", "--timestamp", commit))?.split(" ")[0]);
  if (!Number.isSafeInteger(time)) return undefined;
  const committed = await ask("rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}:./${basename(file)}`);
  return {
    revision: {
      commit,
      time,
      changed: ![text, text.replaceAll("\r\n", "\n")].some((candidate) => committed === blobId(candidate, formatOf(commit))),
    },
    ancestry: async (other) => {
      if ((await ask("cat-file", "-t", other)) !== "commit") return "unknown";
      if ((await ask("merge-base", commit, other)) === commit) return "newer";
      return (await ask("rev-parse", "--is-shallow-repository")) === "false" ? "not-newer" : "unknown";
    },
  };
}
