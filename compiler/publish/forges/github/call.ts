import type { ForgeCall } from "../forge-access.ts";

const permission = (name: string) => `the permission \`${name}\``;
const read = permission("Pull requests: read");
const write = permission("Pull requests: write");

/**
 * By Octokit's method and path. Adding a label or asking for a review twice has the effect of once; opening a pull request or commenting
 * does not.
 */
const calls: ReadonlyMap<string, ForgeCall> = new Map([
  ["GET /repos/{owner}/{repo}/pulls", { doing: "look for pull requests", rights: read, repeatable: true }],
  ["POST /repos/{owner}/{repo}/pulls", { doing: "open a pull request", rights: write, repeatable: false }],
  ["PATCH /repos/{owner}/{repo}/pulls/{pull_number}", { doing: "change a pull request", rights: write, repeatable: true }],
  ["POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", { doing: "ask for reviews", rights: write, repeatable: true }],
  ["GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", { doing: "look for reviews", rights: read, repeatable: true }],
  ["POST /repos/{owner}/{repo}/issues/{issue_number}/labels", { doing: "label a pull request", rights: write, repeatable: true }],
  ["GET /repos/{owner}/{repo}/issues/{issue_number}/comments", { doing: "read comments", rights: read, repeatable: true }],
  ["POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { doing: "comment", rights: write, repeatable: false }],
  ["PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { doing: "change a comment", rights: write, repeatable: true }],
  ["GET /repos/{owner}/{repo}/pulls/{pull_number}", { doing: "read the pull request", rights: read, repeatable: true }],
  ["GET /repos/{owner}/{repo}/issues/{issue_number}/events", { doing: "read a pull request's events", rights: read, repeatable: true }],
  [
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    { doing: "look up a reviewer's rights", rights: permission("Metadata: read"), repeatable: true },
  ],
  ["GET /repos/{owner}/{repo}/branches/{branch}", { doing: "look up a branch", rights: permission("Contents: read"), repeatable: true }],
  [
    "GET /repos/{owner}/{repo}/rules/branches/{branch}",
    { doing: "read a branch's rules", rights: permission("Metadata: read"), repeatable: true },
  ],
  ["GET /repos/{owner}/{repo}/compare/{basehead}", { doing: "compare commits", rights: permission("Contents: read"), repeatable: true }],
  ["GET /orgs/{org}/teams/{team_slug}/members", { doing: "read a team's members", rights: permission("Members: read"), repeatable: true }],
  // The last status of a name counts, so writing one twice has the effect of once.
  [
    "POST /repos/{owner}/{repo}/statuses/{sha}",
    { doing: "write a commit status", rights: permission("Commit statuses: write"), repeatable: true },
  ],
  [
    "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
    { doing: "read commit statuses", rights: permission("Commit statuses: read"), repeatable: true },
  ],
  [
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { doing: "read check runs", rights: permission("Checks: read"), repeatable: true },
  ],
  // The branch must be where the commit begins, so a second call finds it moved and does nothing.
  ["POST /graphql", { doing: "commit", rights: permission("Contents: write"), repeatable: true }],
  [
    "GET /repos/{owner}/{repo}/installation",
    { doing: "find the App's installation", rights: permission("Metadata: read"), repeatable: true },
  ],
  [
    "POST /app/installations/{installation_id}/access_tokens",
    { doing: "make a token", rights: permission("Contents: write and Pull requests: write"), repeatable: true },
  ],
]);

/** Throws for a call that is not listed: it might be repeated by accident. */
export function callOf(method: string, path: string): ForgeCall {
  const call = calls.get(`${method} ${path}`);
  if (!call) throw new Error(`${method} ${path} is not among the calls that fedc makes`);
  return call;
}
