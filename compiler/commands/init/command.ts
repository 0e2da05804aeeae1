import { Failure } from "../../findings/failure.ts";
import type { CommandDeclaration, RequestOf } from "../command.ts";
import type { ScaffoldCluster } from "./standing-cluster.ts";

/** `fedc init`: a federation to begin with. */
export const init = {
  name: "init",
  summary: "write a federation.yaml to begin with",
  operand: "[DIR]",
  description: `Writes into DIR (this folder if none is given) a valid federation.yaml with
comments, and the folder trust for public root certificates. With \`--action\`,
also .github/workflows/federation.yaml at the root of the git repository: it
previews pull requests by fedc's GitHub Action, and publishes what is merged.
With \`--approvals\`, two more workflows wait until every owner whose approval a
pull request asks for has given it. In a clone from GitLab, or with \`--gitlab\`,
it writes .gitlab-ci.yml instead: a pipeline that checks merge requests, tells
on them what they change, publishes what is merged and looks for drift. A clone
from any other server gets neither. Then it tells what to do next.

With \`--inventory\`, dumps tell which clusters there are, their trust domains and
settings, issuers, public roots, addresses, and which services could be exposed.
These are listed as comments: nothing is exposed until you write it.

It asks nothing: the federation is named after its folder, and overlays go into
the repository that DIR is a clone of. It overwrites nothing: if one of the
files exists, it writes none. Opens no connection.`,
  options: {
    name: { value: "NAME", description: "the name of the federation" },
    cluster: {
      value: "NAME=HOSTNAME",
      repeatable: true,
      parse: clusterOf,
      description: "a cluster, and the base of the names that others\nuse for it (default: two examples)",
    },
    action: {
      value: "OWNER/REPO@REF",
      parse: actionOf,
      description: "where your workflows get fedc's GitHub Action from;\nREF should be a commit",
    },
    inventory: {
      value: "DIR",
      repeatable: true,
      description: "begin with what stands in the clusters: DIR holds a\nfolder or file of dumps per cluster, or CLUSTER=DIR",
    },
    gitlab: { description: "write a pipeline for GitLab" },
    approvals: { description: "with --action: wait for the approval of owners, too" },
  },
  examples: [
    { line: "fedc init", effect: "in this folder, with two clusters to rename" },
    {
      line: "fedc init retail --cluster shop=shop.example.com \\\n    --cluster warehouse=warehouse.example.com",
      effect: "in the folder retail",
    },
    { line: "fedc init --inventory dumps", effect: "with the clusters of dumps/" },
    { line: "fedc init --gitlab", effect: "with a pipeline for GitLab" },
    { line: "fedc init --action OWNER/REPO@COMMIT --approvals", effect: "with workflows" },
  ],
} as const satisfies CommandDeclaration;

export type InitRequest = RequestOf<typeof init>;

function clusterOf(written: string): ScaffoldCluster {
  const [, name, hostname] = /^([^=]+)=(.+)$/.exec(written) ?? [];
  if (name === undefined || hostname === undefined)
    throw new Failure(`\`--cluster ${written}\` is not a name with a hostname`, "write `--cluster shop=shop.example.com`");
  return { name, hostname };
}

function actionOf(written: string): string {
  if (!/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(written))
    throw new Failure(
      `\`--action ${written}\` does not name an action`,
      "write `--action OWNER/REPO@REF`, as `uses` in a workflow takes it",
    );
  return written;
}
