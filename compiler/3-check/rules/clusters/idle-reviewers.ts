import type { Rule } from "../../rule.ts";

/** Reviewers and labels belong to a pull request. */
export const idleReviewers: Rule = {
  code: "FED432",
  severity: "warning",
  title: "reviewers or labels without a pull request",
  finds: `\
"reviewers" and "labels" are those of the pull request that fedc opens with
"delivery: pull-request".`,
  why: `\
With "commit" or "directory" there is none, so nobody
is asked.`,
  example: `\
Does nothing:

  gitops: { ..., delivery: commit, reviewers: [octocat] }

Right:

  gitops: { ..., delivery: pull-request, reviewers: [octocat] }`,
  check({ file, at, report }) {
    for (const [name, { gitops, managed }] of Object.entries(file.clusters)) {
      if (!gitops || managed === false || gitops.delivery === "pull-request") continue;
      for (const field of ["reviewers", "labels"] as const)
        if (gitops[field] !== undefined)
          report({
            at: at.key(gitops, field),
            message: `\`${field}\` of \`${name}\` does nothing: no pull request is opened`,
            related: { at: at.value(gitops, "delivery"), message: "said here" },
            help: `take \`${field}\` away, or write \`delivery: pull-request\``,
          });
    }
  },
};
