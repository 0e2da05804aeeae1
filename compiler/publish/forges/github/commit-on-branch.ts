import { printable } from "../../../findings/formats/printable.ts";
import { type CommitMaker, ForgeFailure } from "../forge.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { client } from "./client.ts";
import { unexpectedAnswer } from "./profile.ts";

/** GitHub refuses larger requests. In bytes of base64. */
const maxBytes = 40_000_000;

const mutation = "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";

interface GraphqlAnswer {
  readonly data?: { readonly createCommitOnBranch?: { readonly commit?: { readonly oid?: string } | null } | null } | null;
  readonly errors?: readonly { readonly type?: string; readonly message?: string }[];
}

/** Makes commits by GitHub's API, which signs them. GitHub chooses the author and the committer: the App or the user of the token, and itself. */
export function commitsOnBranch(access: ForgeAccess): CommitMaker {
  const { owner, repository } = access;
  return {
    async commit(branch, expectedHeadOid, { message, files }) {
      const additions = [...files].flatMap(([path, text]) => (text === undefined ? [] : [{ path, contents: base64(text) }]));
      const deletions = [...files].flatMap(([path, text]) => (text === undefined ? [{ path }] : []));
      if (additions.reduce((sum, { contents }) => sum + contents.length, 0) > maxBytes)
        throw new ForgeFailure(
          "permission",
          `the commit for \`${owner}/${repository}\` is larger than GitHub signs at once`,
          "sign with a key: `--sign ssh` or `--sign openpgp`",
        );
      const [headline = "", body = ""] = [message.split("\n")[0], message.slice(message.indexOf("\n")).trim()];
      const input = {
        branch: { repositoryNameWithOwner: `${owner}/${repository}`, branchName: branch },
        expectedHeadOid,
        message: { headline, body },
        fileChanges: { additions, deletions },
      };
      const octokit = client({ ...access, apiUrl: graphqlBase(access.apiUrl) });
      const { data: answer } = await octokit.request("POST /graphql", { query: mutation, variables: { input } });
      const { data, errors = [] } = answer as GraphqlAnswer;
      const [error] = errors;
      if (error) throw refusedMutation(error, access);
      if (typeof data?.createCommitOnBranch?.commit?.oid !== "string") throw unexpectedAnswer("a commit");
    },
  };
}

/** GitHub Enterprise has GraphQL beside the REST API, not below it. */
function graphqlBase(apiUrl: string): string {
  return apiUrl.replace(/\/+$/, "").replace(/\/v3$/, "");
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** GraphQL answers 200 to what it refuses. */
function refusedMutation({ type = "", message = "" }: { readonly type?: string; readonly message?: string }, access: ForgeAccess) {
  const place = `\`${access.owner}/${access.repository}\``;
  const reason = printable(message).slice(0, 500);
  if (type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES")
    return new ForgeFailure(
      "permission",
      `the token for ${place} may not commit there: ${reason}`,
      "give it the permission `Contents: write`",
      {
        reason,
      },
    );
  if (type === "NOT_FOUND")
    return new ForgeFailure("not-found", `${place} is not visible to the token, so fedc cannot commit there: ${reason}`, helpForPlace, {
      reason,
    });
  return new ForgeFailure(
    "refused",
    `GitHub does not make the commit in ${place}: ${reason}`,
    "put that right, or sign with a key: `--sign ssh`",
    {
      reason,
    },
  );
}

const helpForPlace =
  "see that `gitops.repository` is right, and that the token covers that repository with the permission `Contents: write`";
