import type { ForgeAccess } from "../forge-access.ts";
import { everyPage, makeOnce } from "../pages.ts";
import { client } from "./client.ts";
import { gitHubProfile } from "./profile.ts";

interface Comment {
  readonly id: number;
  readonly html_url: string;
  readonly body?: string | undefined;
  readonly user: { readonly type: string } | null;
  readonly author_association?: string | undefined;
}

/**
 * Keeps one comment of a pull request up to date, and returns its address. The first line of the comment identifies it. Throws a
 * ForgeFailure if GitHub refuses it.
 */
export async function stickyComment(access: ForgeAccess, number: number, mark: string, text: string): Promise<string> {
  const octokit = client(access);
  const place = { owner: access.owner, repo: access.repository };
  const at = { ...place, issue_number: number };
  const body = `${mark}\n${text.trimEnd()}\n`;
  const find = async (): Promise<Comment | undefined> => {
    const all = await everyPage<Comment>(gitHubProfile, (page) => octokit.rest.issues.listComments({ ...at, ...page }));
    return all.find((comment) => plain(comment.body).startsWith(mark) && isOfOurs(comment));
  };
  const found = await find();
  if (!found)
    return (await makeOnce<Comment>(async () => (await octokit.rest.issues.createComment({ ...at, body })).data, find, access)).html_url;
  if (plain(found.body).trim() !== body.trim()) await octokit.rest.issues.updateComment({ ...place, comment_id: found.id, body });
  return found.html_url;
}

/** Outsiders can copy the mark into a comment of their own, and could change that comment afterwards. So their comments do not count. */
function isOfOurs({ user, author_association: association = "" }: Comment): boolean {
  return user?.type === "Bot" || ["OWNER", "MEMBER", "COLLABORATOR"].includes(association);
}

function plain(body: string | undefined): string {
  return (body ?? "").replaceAll("\r\n", "\n");
}
