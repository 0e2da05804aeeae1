import type { ForgeCall, ForgeProfile } from "../forge-access.ts";

/** Gitea, and Forgejo with the same API. */
export const giteaProfile: ForgeProfile = {
  name: "Gitea",
  apiVariables: ["GITEA_API_URL", "GITHUB_API_URL"],
  apiExample: "`https://HOST/api/v1`",
  publicApi: "gitea.com",
  // It has no limit of its own; servers in front of it have.
  pace: { atOnce: 50, between: 1000 },
  refusals: [409, 422],
  rightsHelp: ({ reason }, { rights }) =>
    /archived/i.test(reason)
      ? "nothing can be changed in an archived repository: take it out of the archive, or out of federation.yaml"
      : `give it ${rights}`,
  requestId: "x-request-id",
};

const read = "the scope `read:repository`";
const write = "the scopes `write:repository` and `write:issue`, and its account the right to write there";

/** Adding a label or asking for a review twice has the effect of once; opening a pull request or commenting does not. */
export const giteaCalls = {
  list: { doing: "look for pull requests", rights: read, repeatable: true },
  create: { doing: "open a pull request", rights: write, repeatable: false },
  change: { doing: "change a pull request", rights: write, repeatable: true },
  askForReviews: { doing: "ask for reviews", rights: write, repeatable: true },
  listReviews: { doing: "look for reviews", rights: read, repeatable: true },
  listLabels: { doing: "look for labels", rights: read, repeatable: true },
  createLabel: { doing: "make a label", rights: write, repeatable: false },
  label: { doing: "label a pull request", rights: write, repeatable: true },
  listStatuses: { doing: "read commit statuses", rights: read, repeatable: true },
  listComments: { doing: "read comments", rights: read, repeatable: true },
  comment: { doing: "comment", rights: write, repeatable: false },
} as const satisfies Readonly<Record<string, ForgeCall>>;
