import { inspect } from "node:util";
import * as assert from "uvu/assert";
import { type Forge, ForgeFailure } from "../../../compiler/publish/forges/forge.ts";
import type { ForgeAccess } from "../../../compiler/publish/forges/forge-access.ts";
import { gitea } from "../../../compiler/publish/forges/gitea/gitea.ts";
import { gitLab } from "../../../compiler/publish/forges/gitlab/gitlab.ts";
import { giteaKind } from "../gitea/gitea-double.ts";
import type { DoublePull, DoubleRepository } from "../github/double-state.ts";
import { bareRepository } from "../github/trial.ts";
import { gitLabKind } from "../gitlab/gitlab-double.ts";
import { type DoubleKind, ForgeDouble } from "./forge-double.ts";

export const token = "glpat-0123456789abcdefSECRET";
export const desired = {
  title: "Federation shop: east",
  body: "What changes.\n\nAnd why.\n",
  labels: ["fedc"],
  reviewers: ["ada"],
  head: "fedc/shop",
  base: "main",
};

/** What a suite needs to know of a forge to try it. */
export interface TriedForge {
  readonly name: "GitLab" | "Gitea";
  readonly kind: () => DoubleKind;
  readonly open: (access: ForgeAccess) => Forge;
  /** `owner/name`; at GitLab in a group of a group. */
  readonly place: string;
  readonly variable: string;
  /** The calls by which it opens and changes one. */
  readonly creates: RegExp;
  readonly changes: RegExp;
}

export const triedForges: readonly TriedForge[] = [
  {
    name: "GitLab",
    kind: gitLabKind,
    open: gitLab,
    place: "org/mesh/east",
    variable: "GITLAB_API_URL",
    creates: /^POST .*\/merge_requests$/,
    changes: /^PUT /,
  },
  {
    name: "Gitea",
    kind: giteaKind,
    open: gitea,
    place: "org/east",
    variable: "GITEA_API_URL",
    creates: /^POST .*\/pulls$/,
    changes: /^PATCH /,
  },
];

/** A double with one repository, whose branch fedc/shop is one commit ahead; a clock that waits in no time; and what was said. */
export class ForgeTrial {
  readonly double: ForgeDouble;
  readonly forge: TriedForge;
  readonly folder = bareRepository();
  readonly repository: DoubleRepository;
  readonly slept: number[] = [];
  readonly said: string[] = [];
  readonly warned: string[] = [];
  #passed = 0;

  private constructor(forge: TriedForge, kind: DoubleKind) {
    this.forge = forge;
    this.double = new ForgeDouble(kind);
    this.repository = this.double.repository(forge.place, this.folder, { collaborators: ["ada", "bo"], teams: ["platform"] });
    this.double.tokens.set(token, { login: "robot", write: true });
  }

  static async start(forge: TriedForge, kind: DoubleKind = forge.kind()): Promise<ForgeTrial> {
    const trial = new ForgeTrial(forge, kind);
    await trial.double.start();
    return trial;
  }

  /** A new run of fedc. */
  run(options: Partial<ForgeAccess> = {}): Forge {
    const [, owner = "", repository = ""] = /^(.*)\/([^/]*)$/.exec(this.forge.place) ?? [];
    return this.forge.open({
      apiUrl: this.double.url,
      owner,
      repository,
      token: async () => token,
      tokenName: "FEDC_TOKEN",
      environment: { [this.forge.variable]: this.double.url },
      now: () => Date.now() + this.#passed,
      sleep: async (milliseconds: number) => {
        this.slept.push(Math.round(milliseconds / 1000));
        this.#passed += milliseconds;
      },
      say: (line) => this.said.push(line),
      warn: (message) => this.warned.push(message),
      ...options,
    });
  }

  pull(number: number): DoublePull {
    const pull = this.repository.pulls.find((candidate) => candidate.number === number);
    assert.ok(pull);
    return pull;
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

  /** Ends it. Both sides have kept to the forge's description, and nobody was told the token. */
  end(): void {
    this.double.stop();
    assert.equal(this.double.problems, []);
    assert.not.match([...this.said, ...this.warned].join("\n"), token);
  }
}
