import type { gitFailures } from "../git-failures.ts";

const pushed = "error: failed to push some refs to 'https://git.example.org/org/a'\n";

/** What GitLab and Gitea say by git when they refuse something. */
export const forgeGitFailures: typeof gitFailures = [
  {
    said: `remote: GitLab: You are not allowed to push code to protected branches on this project.\n ! [remote rejected] x -> x (pre-receive hook declined)\n${pushed}`,
    message: /refuses the commit: GitLab: You are not allowed to push code to protected branches/,
    help: /let fedc past it, or use `delivery: pull-request`/,
  },
  {
    said: `remote: Gitea: Not allowed to push to protected branch main\n ! [remote rejected] x -> x (pre-receive hook declined)\n${pushed}`,
    message: /refuses the commit: Gitea: Not allowed to push to protected branch main/,
    help: /let fedc past it, or use `delivery: pull-request`/,
  },
  {
    said: `remote: The project you were looking for could not be found or you don't have permission to view it.\nfatal: repository 'https://x/' not found\n`,
    message: /is not a repository, or is hidden from this token/,
    help: /correct `gitops.repository` if it is wrong/,
  },
  {
    said: `remote: HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect.\nfatal: Authentication failed for 'https://x/'\n`,
    message: /does not let fedc in: HTTP Basic: Access denied/,
    help: /token is valid/,
  },
];
