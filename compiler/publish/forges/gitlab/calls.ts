import type { ForgeCall, ForgeProfile } from "../forge-access.ts";

/** GitLab, at gitlab.com or elsewhere. */
export const gitLabProfile: ForgeProfile = {
  name: "GitLab",
  apiVariables: ["GITLAB_API_URL", "CI_API_V4_URL"],
  apiExample: "`https://gitlab.com/api/v4`, or `https://HOST/api/v4` of another server",
  publicApi: "gitlab.com",
  // gitlab.com allows sixty notes per minute, and more of other calls.
  pace: { atOnce: 40, between: 2000 },
  refusals: [400, 409, 422],
  rightsHelp: ({ reason }, { rights }) =>
    /archived/i.test(reason)
      ? "nothing can be changed in an archived project: take it out of the archive, or out of federation.yaml"
      : `give it ${rights}`,
  requestId: "x-request-id",
};

const read = "the scope `api` or `read_api` and the role Reporter in the project";
const write = "the scope `api` and the role Developer in the project";

/** Setting a label or a reviewer twice has the effect of once; opening a merge request or commenting does not. */
export const gitLabCalls = {
  list: { doing: "look for merge requests", rights: read, repeatable: true },
  read: { doing: "read a merge request", rights: read, repeatable: true },
  create: { doing: "open a merge request", rights: write, repeatable: false },
  change: { doing: "change a merge request", rights: write, repeatable: true },
  findUser: { doing: "look up a reviewer", rights: read, repeatable: true },
  listStatuses: { doing: "read commit statuses", rights: read, repeatable: true },
  listNotes: { doing: "read comments", rights: read, repeatable: true },
  comment: { doing: "comment", rights: write, repeatable: false },
} as const satisfies Readonly<Record<string, ForgeCall>>;
