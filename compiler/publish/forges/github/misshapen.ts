import { GitHubFailure } from "./github-failure.ts";

/** An answer that is JSON, and not what GitHub answers there. */
export function misshapen(what: string): GitHubFailure {
  return new GitHubFailure(
    "unexpected",
    `GitHub answered with something else than ${what}`,
    "see that `GITHUB_API_URL` is the address of GitHub's API, and that no proxy answers in its place",
  );
}
