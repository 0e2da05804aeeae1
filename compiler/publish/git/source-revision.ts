import { basename, dirname, resolve } from "node:path";
import type { SourceRevision } from "../context.ts";
import type { Variables } from "../environment.ts";
import { GitExit } from "./git-process.ts";
import { localGit } from "./local-git.ts";
import { blobId, formatOf } from "./object-ids.ts";

/** The revision of a file in its repository, by plumbing alone; undefined if the file is not in a repository that git can read. */
export async function sourceRevision(file: string, text: string, environment: Variables): Promise<SourceRevision | undefined> {
  const ask = async (...words: readonly string[]): Promise<string | undefined> => {
    try {
      return (await localGit(dirname(resolve(file)), words, environment)).trim();
    } catch (error) {
      if (error instanceof GitExit) return undefined;
      throw error;
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
      const common = await ask("merge-base", commit, other);
      if (common === commit) return "newer";
      if (common === other) return "older";
      return (await ask("rev-parse", "--is-shallow-repository")) === "false" ? "diverged" : "unknown";
    },
  };
}
