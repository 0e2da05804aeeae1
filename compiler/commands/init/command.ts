import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Command, Invocation } from "../command.ts";
import type { ScaffoldCluster } from "./starter-federation.ts";

/** `fedc init`: a federation to begin with. */
export const init: Command = {
  name: "init",
  summary: "write a federation.yaml to begin with",
  operand: "[DIR]",
  description: `Writes into DIR (this folder where none is given) a federation.yaml with
comments that is right as it is, and the folder trust for public root
certificates. With \`--action\`, also .github/workflows/federation.yaml at the
root of the git repository: it previews pull requests by fedc's GitHub Action,
and publishes what is merged. A clone from elsewhere than GitHub gets none. Says
what is next.

Nothing is asked: the federation is called as its folder, overlays go into the
repository that DIR is a clone of. Overwrites nothing: where one of the files is
there already, nothing is written. Opens no connection.`,
  options: {
    name: { value: "NAME", description: "what the federation is called" },
    cluster: {
      value: "NAME=HOSTNAME",
      repeatable: true,
      description: "a cluster, and the base of the names that others\nuse for it (default: two examples)",
    },
    action: {
      value: "OWNER/REPO@REF",
      description: "where your workflows get fedc's GitHub Action from;\nas REF a commit",
    },
  },
  examples: [
    { line: "fedc init", effect: "in this folder, with two clusters to rename" },
    {
      line: "fedc init retail --cluster shop=shop.example.com \\\n    --cluster warehouse=warehouse.example.com",
      effect: "in the folder retail",
    },
  ],
  async run({ operand, options }: Invocation): Promise<Answer> {
    const clusters = options.get("cluster")?.map(clusterOf);
    const { runInit } = await import("./run.ts");
    const action = options.get("action")?.[0];
    if (action !== undefined && !/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(action))
      throw new Failure(`\`--action ${action}\` names no action`, "write `--action OWNER/REPO@REF`, as `uses` in a workflow takes it");
    return runInit({ folder: operand ?? ".", name: options.get("name")?.[0], clusters, action });
  },
};

function clusterOf(written: string): ScaffoldCluster {
  const [, name, hostname] = /^([^=]+)=(.+)$/.exec(written) ?? [];
  if (name === undefined || hostname === undefined)
    throw new Failure(`\`--cluster ${written}\` is no name with a hostname`, "write `--cluster shop=shop.example.com`");
  return { name, hostname };
}
