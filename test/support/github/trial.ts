import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { inspect } from "node:util";
import * as assert from "uvu/assert";
import { type Forge, ForgeFailure } from "../../../compiler/publish/forges/forge.ts";
import type { ForgeAccess } from "../../../compiler/publish/forges/forge-access.ts";
import { gitHub } from "../../../compiler/publish/forges/github/github.ts";

import { temporaryFolder } from "../temporary-folder.ts";
import type { DoublePull, DoubleRepository } from "./double-state.ts";
import { GitHubDouble } from "./github-double.ts";

export const token = "ghp_0123456789abcdefSECRET";
export const wanted = {
  title: "Federation shop: east",
  body: "What changes.\n\nAnd why.\n",
  labels: ["fedc"],
  reviewers: ["ada", "org/platform"],
  head: "fedc/shop",
  base: "main",
};

/** A double with one repository, `org/east`, whose branch fedc/shop is one commit ahead; a clock that waits in no time; and what was said. */
export class Trial {
  readonly double = new GitHubDouble();
  readonly folder = bareRepository();
  readonly repository: DoubleRepository = this.double.repository("org/east", this.folder, {
    collaborators: ["ada", "bo"],
    teams: ["platform"],
  });
  readonly slept: number[] = [];
  readonly said: string[] = [];
  readonly warned: string[] = [];
  #passed = 0;

  static async start(): Promise<Trial> {
    const trial = new Trial();
    trials.push(trial);
    trial.double.tokens.set(token, { login: "robot", write: true });
    await trial.double.start();
    return trial;
  }

  /** A new run of fedc. */
  hosting(options: Partial<ForgeAccess> = {}): Forge {
    return gitHub({
      apiUrl: `${this.double.url}/api/v3/`,
      owner: "org",
      repository: "east",
      token: async () => token,
      tokenName: "FEDC_TOKEN",
      environment: { GITHUB_API_URL: `${this.double.url}/api/v3` },
      ...this.clock,
      say: (line) => this.said.push(line),
      warn: (message) => this.warned.push(message),
      ...options,
    });
  }

  readonly clock = {
    now: () => Date.now() + this.#passed,
    sleep: async (milliseconds: number) => {
      this.slept.push(Math.round(milliseconds / 1000));
      this.#passed += milliseconds;
    },
  };

  pull(number: number): DoublePull {
    const pull = this.repository.pulls.find((candidate) => candidate.number === number);
    assert.ok(pull);
    return pull;
  }

  /** Forgets what was called and waited for so far. */
  forget(): void {
    this.double.calls.length = 0;
    this.slept.length = 0;
  }

  /** The failure of a call, in which the token is nowhere. */
  async failure(work: Promise<unknown>): Promise<ForgeFailure> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.instance(error, ForgeFailure, inspect(error));
    assert.not.match(inspect(error, { depth: 20, showHidden: true }), token);
    return error as ForgeFailure;
  }

  stop(): void {
    this.double.stop();
  }

  /** Both sides of all trials kept to GitHub's description, and nobody was told the token. */
  static assertKept(): void {
    assert.ok(trials.some(({ double }) => double.calls.length > 0));
    assert.equal(
      trials.flatMap(({ double }) => double.problems),
      [],
    );
    assert.not.match(trials.flatMap(({ said, warned }) => [...said, ...warned]).join("\n"), token);
  }
}

const trials: Trial[] = [];

/** With `main`, and one commit more on `fedc/shop`. */
export function bareRepository(): string {
  const folder = join(temporaryFolder(), "east.git");
  const git = (...words: string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "--git-dir", folder, ...words], {
      input: "",
      encoding: "utf8",
    }).trim();
  git("init", "--quiet", "--bare", "--initial-branch=main");
  const tree = git("hash-object", "-w", "-t", "tree", "--stdin");
  const first = git("commit-tree", "-m", "first", tree);
  git("update-ref", "refs/heads/main", first);
  git("update-ref", "refs/heads/fedc/shop", git("commit-tree", "-p", first, "-m", "second", tree));
  return folder;
}
