import { unexpectedFrom } from "../answer.ts";
import { type Forge, ForgeFailure, type PullRequest } from "../forge.ts";
import type { ForgeAccess } from "../forge-access.ts";
import type { ForgeCalls } from "../forge-calls.ts";
import { type JsonCall, jsonClient } from "../json-client.ts";
import { everyPage, makeOnce } from "../pages.ts";
import { pullRequests } from "../pull-requests.ts";
import { hasName } from "../update-pull-request.ts";
import { giteaCalls, giteaProfile } from "./calls.ts";
import { type GiteaPullRequest, giteaPullRequestIn, giteaPullRequestOf } from "./gitea-pull-request.ts";

interface GiteaReview {
  readonly state: string;
  readonly user?: { readonly login: string } | null;
  readonly team?: { readonly name: string } | null;
}

/** The pull requests of one repository at Gitea or Forgejo. */
export function gitea(access: ForgeAccess): Forge {
  return pullRequests(new GiteaCalls(access));
}

class GiteaCalls implements ForgeCalls {
  readonly access: ForgeAccess;
  readonly #ask: ReturnType<typeof jsonClient>;
  readonly #place: string;

  constructor(access: ForgeAccess) {
    this.access = access;
    this.#ask = jsonClient({ profile: giteaProfile, access }, "token");
    this.#place = `repos/${encodeURIComponent(access.owner)}/${encodeURIComponent(access.repository)}`;
  }

  /** Gitea does not search by branch. The newest come first, and a fork may have a branch of the same name. */
  async list(head: string, base: string): Promise<readonly PullRequest[]> {
    const isOurs = (data: GiteaPullRequest) =>
      giteaPullRequestIn(data).head.label === head && data.base.label === base && data.head.repo_id === data.base.repo_id;
    const inState = async (state: "open" | "closed") => {
      const list = { call: giteaCalls.list, path: `${this.#place}/pulls`, query: { state, base_branch: base } };
      const all = await this.#whole<GiteaPullRequest>(list, (entries) => entries.some(isOurs));
      return all.filter(isOurs).map((data) => giteaPullRequestOf(data, this.access.owner));
    };
    const open = await inState("open");
    return open.length > 0 ? open : inState("closed");
  }

  async create(body: Parameters<ForgeCalls["create"]>[0]): Promise<PullRequest> {
    const path = `${this.#place}/pulls`;
    const { data } = await this.#ask<GiteaPullRequest>({ call: giteaCalls.create, method: "POST", path, body });
    return giteaPullRequestOf(data, this.access.owner);
  }

  async change(found: PullRequest, body: object): Promise<PullRequest> {
    const { data } = await this.#ask<GiteaPullRequest>({ call: giteaCalls.change, method: "PATCH", path: this.#pull(found), body });
    return giteaPullRequestOf(data, this.access.owner);
  }

  async shut(found: PullRequest): Promise<void> {
    await this.change(found, { state: "closed" });
  }

  /** Gitea leaves out labels that do not exist. Labels of the organization count too, so only those that are left out are made. */
  async label(found: PullRequest, labels: readonly string[]): Promise<void> {
    const add = async () => {
      const path = `${this.#issue(found)}/labels`;
      const added = await this.#ask<readonly { readonly name: string }[]>({
        call: giteaCalls.label,
        method: "POST",
        path,
        body: { labels },
      });
      const names = listIn(added.data).map(({ name }) => name);
      return labels.filter((label) => !names.includes(label));
    };
    const missing = await add();
    for (const name of missing) await this.#makeLabel(name);
    if (missing.length > 0) await add();
  }

  async #makeLabel(name: string): Promise<void> {
    const path = `${this.#place}/labels`;
    const make = async (): Promise<true> => {
      await this.#ask({ call: giteaCalls.createLabel, method: "POST", path, body: { name, color: "#cccccc" } });
      return true;
    };
    const find = async (): Promise<true | undefined> => {
      const all = await this.#whole<{ readonly name: string }>({ call: giteaCalls.listLabels, path });
      return all.some((label) => label.name === name) || undefined;
    };
    if (!(await find())) await makeOnce(make, find, this.access);
  }

  /** Where the owner is a user, Gitea takes no notice of teams. */
  async askForReviews(found: PullRequest, names: readonly string[]): Promise<readonly string[]> {
    const teams = names.filter((name) => name.includes("/"));
    const body = {
      reviewers: names.filter((name) => !teams.includes(name)),
      team_reviewers: teams.map((name) => name.slice(name.indexOf("/") + 1)),
    };
    try {
      const path = `${this.#pull(found)}/requested_reviewers`;
      const { data } = await this.#ask<readonly GiteaReview[]>({ call: giteaCalls.askForReviews, method: "POST", path, body });
      const asked = this.#namesIn(listIn(data));
      return teams.filter((team) => !hasName(asked, team));
    } catch (error) {
      // An account or team that does not exist keeps all from being asked.
      if (!(error instanceof ForgeFailure && error.problem === "not-found")) throw error;
      throw new ForgeFailure("refused", error.message, error.help ?? "", { reason: error.reason });
    }
  }

  /** A request is a review, too. Gitea's list of pull requests does not have the teams that were asked, so this is where they are found. */
  async withoutReview(found: PullRequest, names: readonly string[]): Promise<readonly string[]> {
    const reviews = await this.#whole<GiteaReview>({ call: giteaCalls.listReviews, path: `${this.#pull(found)}/reviews` });
    const asked = this.#namesIn(reviews.filter(({ state }) => state !== "PENDING"));
    return names.filter((name) => !hasName(asked, name));
  }

  async comments(found: PullRequest): Promise<readonly string[]> {
    const path = `${this.#issue(found)}/comments`;
    const { data } = await this.#ask<readonly { readonly body?: string | null }[]>({ call: giteaCalls.listComments, method: "GET", path });
    return listIn(data).map(({ body }) => body ?? "");
  }

  async comment(found: PullRequest, text: string): Promise<void> {
    await this.#ask({ call: giteaCalls.comment, method: "POST", path: `${this.#issue(found)}/comments`, body: { body: text } });
  }

  #pull({ number }: PullRequest): string {
    return `${this.#place}/pulls/${number}`;
  }

  #issue({ number }: PullRequest): string {
    return `${this.#place}/issues/${number}`;
  }

  #namesIn(reviews: readonly GiteaReview[]): readonly string[] {
    return reviews.flatMap(({ user, team }) => [...(user ? [user.login] : []), ...(team ? [`${this.access.owner}/${team.name}`] : [])]);
  }

  /** A list, page by page. */
  #whole<Entry>(call: Omit<JsonCall, "method">, enough?: (entries: readonly Entry[]) => boolean): Promise<readonly Entry[]> {
    return everyPage<Entry>(
      giteaProfile,
      ({ page, per_page: limit }) => this.#ask<readonly Entry[]>({ ...call, method: "GET", query: { ...call.query, page, limit } }),
      enough,
    );
  }
}

function listIn<Entry>(data: readonly Entry[]): readonly Entry[] {
  if (!Array.isArray(data)) throw unexpectedFrom(giteaProfile, "a list");
  return data;
}
