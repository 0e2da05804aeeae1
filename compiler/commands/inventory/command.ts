import type { CommandDeclaration, RequestOf } from "../command.ts";

/** `fedc inventory`: what a dump of a cluster holds, and how to make one. */
export const inventoryCommand = {
  name: "inventory",
  summary: "what stands in the clusters, as dumps tell it",
  operand: "[DIR…]",
  description: `Reads dumps of clusters and tells what fedc found in them: objects by kind, what
is only counted, and what could not be read. Each DIR holds a folder or a file
per cluster, or is given as CLUSTER=DIR. A dump is any manifests in YAML or
JSON: what \`kubectl get -o yaml\`, \`kubectl kustomize\` or \`helm template\` print,
or the checked out repository of a GitOps tool.

The data of Secrets are not kept and never printed; only public certificates in
them are looked at. fedc connects to no cluster: --print-commands prints the
commands of kubectl that make a dump, and the ClusterRole that they need. With
dumps, \`fedc check --inventory DIR\` compares federation.yaml with the clusters.`,
  options: {
    "print-commands": { description: "print the commands that make a dump" },
    cluster: {
      value: "NAME",
      repeatable: true,
      description: "with --print-commands: the name that federation.yaml\ngives the cluster (default CLUSTER)",
    },
  },
  examples: [
    { line: "fedc inventory --print-commands --cluster shop", effect: "how to make a dump" },
    { line: "fedc inventory dumps", effect: "what dumps/shop/ and dumps/warehouse/ hold" },
    { line: "fedc inventory shop=../shop-gitops --json", effect: "one cluster, for a program" },
  ],
  exit: ["printed", "a dump could not be read"],
} as const satisfies CommandDeclaration;

export type InventoryRequest = RequestOf<typeof inventoryCommand>;
