import type { Rule } from "../../rule.ts";

export const idleReviewers: Rule = {
  code: "FED432",
  severity: "warning",
  title: "reviewers or labels without a pull request",
  finds: `\
A managed cluster has "reviewers" or "labels", but its "delivery" is "commit" or
"directory".`,
  why: `\
Both fields belong to the pull request that fedc opens with "delivery:
pull-request". With any other delivery, nobody is asked for a review.`,
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
