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
    said: `remote: error: \nremote: Internal Server Error (no message for end users)\n ! [remote rejected] x -> main (pre-receive hook declined)\n${pushed}`,
    message: /refuses the commit: Internal Server Error \(no message for end users\); pre-receive hook declined/,
    help: /if that branch demands signed commits, sign them/,
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
  {
    said: `remote: error: GH013: Repository rule violations found for refs/heads/main.        \nremote: Review all repository rules at https://github.com/org/a/rules?ref=refs%2Fheads%2Fmain        \nremote: \nremote: - Commits must have verified signatures.        \nremote:   Found 1 violation:        \nremote: \nremote:   0123456789012345678901234567890123456789\nremote: \n ! [remote rejected] x -> main (push declined due to repository rule violations)\n${pushed}`,
    message: /refuses the commit: .*Commits must have verified signatures/,
    help: /takes only signed commits: publish with `--sign github` as a GitHub App, or with `--sign ssh`/,
  },
  {
    said: `remote: error: GH013: x.\nremote: - Commits must have verified signatures.\n ! [remote rejected] x -> main (push declined due to repository rule violations)\n${pushed}`,
    message: /Commits must have verified signatures/,
    help: /the commit is signed, and that server does not know the key for its committer/,
    way: { signs: true },
  },
  {
    said: `remote: GitLab: Commit must be signed with a GPG key\n ! [remote rejected] x -> x (pre-receive hook declined)\n${pushed}`,
    message: /refuses the commit: GitLab: Commit must be signed/,
    help: /takes only signed commits/,
  },
  {
    said: `remote: Gitea: branch main is protected from unverified commit 0123456789012345678901234567890123456789\n ! [remote rejected] x -> x (pre-receive hook declined)\n${pushed}`,
    message: /refuses the commit: Gitea: branch main is protected from unverified commit/,
    help: /takes only signed commits/,
  },
  {
    said: `remote: GitLab: You cannot push commits for 'a@b.c'. You can only push commits if the committer email is one of your own verified emails.\n ! [remote rejected] x -> x (pre-receive hook declined)\n${pushed}`,
    message: /You cannot push commits for/,
    help: /put right what the server says/,
  },
];
