import { unexpectedFrom } from "../answer.ts";
import type { Forge, PullRequest } from "../forge.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { jsonClient } from "../json-client.ts";
import { everyPage } from "../pages.ts";
import { pullRequests } from "../pull-requests.ts";
import { hasName } from "../update-pull-request.ts";
import { gitLabCalls, gitLabProfile } from "./calls.ts";
import { type MergeRequestData, mergeRequestIn, mergeRequestOf, withoutQuickActions } from "./merge-request-data.ts";

/** The merge requests of one project at GitLab. */
export function gitLab(access: ForgeAccess): Forge {
  const ask = jsonClient({ profile: gitLabProfile, access }, "Bearer");
  const requests = `projects/${encodeURIComponent(`${access.owner}/${access.repository}`)}/merge_requests`;
  const one = ({ number }: PullRequest) => `${requests}/${number}`;
  const change = async (found: PullRequest, body: object) =>
    (await ask<MergeRequestData>({ call: gitLabCalls.change, method: "PUT", path: one(found), body })).data;

  const list = async (head: string, base: string): Promise<readonly PullRequest[]> => {
    const query = { state: "all", source_branch: head, target_branch: base, order_by: "created_at", sort: "desc" };
    // A fork may have a branch of the same name.
    const isOurs = (data: MergeRequestData) =>
      mergeRequestIn(data).source_branch === head && data.target_branch === base && data.source_project_id === data.target_project_id;
    const all = await everyPage<MergeRequestData>(
      gitLabProfile,
      (page) => ask<MergeRequestData[]>({ call: gitLabCalls.list, method: "GET", path: requests, query: { ...query, ...page } }),
      (entries) => entries.some((data) => isOurs(data) && data.state === "opened"),
    );
    return all.filter(isOurs).map(mergeRequestOf);
  };

  /** The number of an account; undefined if there is none that can be asked. */
  const accountOf = async (name: string): Promise<number | undefined> => {
    const { data } = await ask<readonly { readonly id: number; readonly username: string }[]>({
      call: gitLabCalls.findUser,
      method: "GET",
      path: "users",
      query: { username: name },
    });
    if (!Array.isArray(data)) throw unexpectedFrom(gitLabProfile, "a list");
    return data.find(({ username }) => hasName([username], name))?.id;
  };

  return pullRequests({
    access,
    list,
    async create({ title, body, head, base }) {
      const request = { source_branch: head, target_branch: base, title, description: withoutQuickActions(body) };
      const { data } = await ask<MergeRequestData>({ call: gitLabCalls.create, method: "POST", path: requests, body: request });
      return mergeRequestOf(data);
    },
    async change(found, { title, body }) {
      const description = body === undefined ? {} : { description: withoutQuickActions(body) };
      return mergeRequestOf(await change(found, { ...(title !== undefined && { title }), ...description }));
    },
    async label(found, labels) {
      await change(found, { add_labels: labels });
    },
    // GitLab takes the whole list, and asks accounts only. Its free tier keeps the first one.
    async askForReviews(found, names) {
      const accounts = await Promise.all(names.map((name) => (name.includes("/") ? undefined : accountOf(name))));
      const known = accounts.filter((id) => id !== undefined);
      if (known.length === 0) return names;
      const { data: now } = await ask<MergeRequestData>({ call: gitLabCalls.read, method: "GET", path: one(found) });
      const asked = (mergeRequestIn(now).reviewers ?? []).map(({ id }) => id);
      const { reviewers } = mergeRequestIn(await change(found, { reviewer_ids: [...new Set([...asked, ...known])] }));
      const listed = (reviewers ?? []).map(({ username }) => username);
      return names.filter((name) => !hasName(listed, name));
    },
    // Who has reviewed stays in the list of reviewers.
    withoutReview: async (_, names) => names,
    async comments(found) {
      const query = { sort: "desc", order_by: "created_at" };
      const path = `${one(found)}/notes`;
      const all = await everyPage<{ readonly body?: string | null }>(gitLabProfile, (page) =>
        ask({ call: gitLabCalls.listNotes, method: "GET", path, query: { ...query, ...page } }),
      );
      return all.map(({ body }) => body ?? "");
    },
    async comment(found, text) {
      await ask({ call: gitLabCalls.comment, method: "POST", path: `${one(found)}/notes`, body: { body: withoutQuickActions(text) } });
    },
    async shut(found) {
      await change(found, { state_event: "close" });
    },
  });
}
