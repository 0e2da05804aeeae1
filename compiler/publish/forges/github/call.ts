/** A kind of call: its name in messages, the permission that it needs, and whether calling twice has the same effect as once. */
export interface GitHubCall {
  readonly doing: string;
  /** The permission of a fine-grained token or an App. */
  readonly permission: string;
  readonly repeatable: boolean;
}

const read = "Pull requests: read";
const write = "Pull requests: write";

/**
 * By Octokit's method and path. Adding a label or asking for a review twice has the effect of once; opening a pull request or commenting
 * does not.
 */
const calls: ReadonlyMap<string, GitHubCall> = new Map([
  ["GET /repos/{owner}/{repo}/pulls", { doing: "look for pull requests", permission: read, repeatable: true }],
  ["POST /repos/{owner}/{repo}/pulls", { doing: "open a pull request", permission: write, repeatable: false }],
  ["PATCH /repos/{owner}/{repo}/pulls/{pull_number}", { doing: "change a pull request", permission: write, repeatable: true }],
  ["POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", { doing: "ask for reviews", permission: write, repeatable: true }],
  ["GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", { doing: "look for reviews", permission: read, repeatable: true }],
  ["POST /repos/{owner}/{repo}/issues/{issue_number}/labels", { doing: "label a pull request", permission: write, repeatable: true }],
  ["GET /repos/{owner}/{repo}/issues/{issue_number}/comments", { doing: "read comments", permission: read, repeatable: true }],
  ["POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { doing: "comment", permission: write, repeatable: false }],
  ["PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { doing: "change a comment", permission: write, repeatable: true }],
  ["GET /repos/{owner}/{repo}/pulls/{pull_number}", { doing: "read the pull request", permission: read, repeatable: true }],
  ["GET /repos/{owner}/{repo}/issues/{issue_number}/events", { doing: "read a pull request's events", permission: read, repeatable: true }],
  [
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    { doing: "look up a reviewer's rights", permission: "Metadata: read", repeatable: true },
  ],
  ["GET /repos/{owner}/{repo}/branches/{branch}", { doing: "look up a branch", permission: "Contents: read", repeatable: true }],
  ["GET /repos/{owner}/{repo}/rules/branches/{branch}", { doing: "read a branch's rules", permission: "Metadata: read", repeatable: true }],
  ["GET /repos/{owner}/{repo}/compare/{basehead}", { doing: "compare commits", permission: "Contents: read", repeatable: true }],
  ["GET /orgs/{org}/teams/{team_slug}/members", { doing: "read a team's members", permission: "Members: read", repeatable: true }],
  // The last status of a name counts, so writing one twice has the effect of once.
  ["POST /repos/{owner}/{repo}/statuses/{sha}", { doing: "write a commit status", permission: "Commit statuses: write", repeatable: true }],
  ["GET /repos/{owner}/{repo}/installation", { doing: "find the App's installation", permission: "Metadata: read", repeatable: true }],
  [
    "POST /app/installations/{installation_id}/access_tokens",
    { doing: "make a token", permission: "Contents: write and Pull requests: write", repeatable: true },
  ],
]);

/** Throws for a call that is not listed: it might be repeated by accident. */
export function callOf(method: string, path: string): GitHubCall {
  const call = calls.get(`${method} ${path}`);
  if (!call) throw new Error(`${method} ${path} is not among the calls that fedc makes`);
  return call;
}
