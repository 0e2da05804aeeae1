import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryIdentity } from "../../2-resolve/repository-identity.ts";
import { errorCode } from "../../7-write/disk.ts";
import { systemReason } from "../../7-write/write-failure.ts";
import { Failure } from "../../findings/failure.ts";
import { compare } from "../../findings/finding.ts";
import type { Forge } from "../forges/forge.ts";
import { Remote } from "../git/remote.ts";
import type { GitPlace } from "../git/run-git.ts";
import type { DeliveryPlace } from "../target.ts";
import { proposalsIn, TrialForge } from "./trial-forge.ts";

/** The file by which fedc knows a folder that it made. */
const mark = "fedc-trial.json";
const listing = "PROPOSALS.md";

/** A bare repository needs no more. A real server lets files be left out, too. */
const settings = `[core]
\trepositoryformatversion = 0
\tbare = true
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[receive]
\tautogc = false
`;

interface TrialOptions extends Pick<GitPlace, "environment" | "abort"> {
  /** The folder of all repositories. */
  readonly folder: string;
  readonly now: () => number;
}

/**
 * Bare repositories in a folder, one per address, in place of those on servers: a delivery reads and writes them like live ones. They are made as they are
 * asked for, with a first commit on the branch that a cluster follows.
 */
export class TrialRepositories {
  readonly #options: TrialOptions;
  readonly #addresses = new Map<string, string>();

  /** Throws a Failure if the folder holds something that fedc did not make. */
  constructor(options: TrialOptions) {
    this.#options = options;
    const { folder } = options;
    if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, mark)))
      throw new Failure(
        `\`${folder}\` is not empty, and not a folder of \`--to-directory\``,
        "name a new folder, or one of an earlier trial",
      );
    onDisk(folder, () => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, mark), '{ "version": 1 }\n');
    });
  }

  /** The repository of a place. `own` is a folder for the copy through which fedc reaches it. */
  async remote({ repository, branch, delivery }: DeliveryPlace, own: string): Promise<Remote> {
    const { folder, environment, abort, now } = this.#options;
    const bare = this.#bare(repository);
    this.#addresses.set(bare, repository);
    onDisk(folder, () => {
      if (existsSync(join(bare, "HEAD"))) return;
      for (const name of ["objects", "refs/heads"]) mkdirSync(join(bare, name), { recursive: true });
      writeFileSync(join(bare, "config"), settings);
      writeFileSync(join(bare, "HEAD"), `ref: refs/heads/${branch}\n`);
    });
    const hint = "it is a bare repository on this machine";
    const place = {
      address: pathToFileURL(bare).href,
      token: undefined,
      tokenHint: hint,
      delivery,
      environment,
      abort,
      protocols: "file",
    } as const;
    const remote = new Remote({ ...place, folder: own });
    if ((await remote.branches([branch])).size > 0) return remote;
    const message = `A branch for a trial\n\nIt stands for \`${branch}\` of ${repository}.\n`;
    const fedc = "fedc <fedc@fedc.invalid>";
    const first = { parent: undefined, message, files: new Map([["README.md", `${repository}\n`]]), author: fedc, committer: fedc };
    await remote.replace(branch, await remote.commit({ ...first, time: now() }, "sha1"), undefined);
    await remote.branches([branch]);
    return remote;
  }

  forge({ repository }: DeliveryPlace): Forge {
    return new TrialForge(this.#bare(repository), join(this.#options.folder, listing));
  }

  /** Writes what would be proposed, for people to read, and how to merge it. */
  async writeListing(): Promise<void> {
    const { folder } = this.#options;
    const sections: string[] = [];
    for (const [bare, address] of [...this.#addresses].sort(([a], [b]) => compare(a, b)))
      for (const { state, head, base, title, body, labels, reviewers } of await proposalsIn(bare)) {
        if (state !== "open") continue;
        const asked = [
          labels.length > 0 ? `Labels: ${labels.join(", ")}.` : "",
          reviewers.length > 0 ? `Reviewers: ${reviewers.join(", ")}.` : "",
        ];
        const merge = `git --git-dir ${quoted(bare)} fetch ${quoted(bare)} ${head}:${base}`;
        const read = `git --git-dir ${quoted(bare)} diff ${base}...${head}`;
        const words = [`\`${head}\` into \`${base}\` of ${address}.`, ...asked].filter((text) => text !== "").join(" ");
        sections.push(
          `## ${title}\n\n${words}\n\n    ${read}\n    ${merge}    # merges it\n\n${body.trim().replace(/^(#+) /gm, "##$1 ")}\n`,
        );
      }
    const head =
      sections.length === 0
        ? "Nothing is proposed.\n"
        : "`fedc publish` would propose this. Merge it, and publish again for the next wave.\n";
    onDisk(folder, () => writeFileSync(join(folder, listing), ["# Proposals\n", head, ...sections].join("\n")));
  }

  #bare(repository: string): string {
    const [host = "", ...path] = repositoryIdentity(repository).split("/");
    return `${join(this.#options.folder, host.replaceAll(":", "_"), ...path)}.git`;
  }
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Throws a Failure if the disk refuses. */
function onDisk<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new Failure(`\`${folder}\` cannot be written to: ${systemReason(code)}`, "put that right, or name another folder");
  }
}
