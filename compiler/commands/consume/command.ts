import type { CommandDeclaration, RequestOf } from "../command.ts";
import { editOptions, listOf, namesInventoryOption, portOf, protocolOption } from "../options.ts";

/** `fedc consume`: writes which service a cluster uses, and under which name, into federation.yaml. */
export const consume = {
  name: "consume",
  summary: "write into federation.yaml what a cluster uses, as what",
  operand: "SERVICE",
  description: `Puts the consuming half of a service into federation.yaml. The rest of the file
stays as it is, with its comments and layout. If the result had an error that
\`fedc check\` finds, fedc reports it and writes nothing.

If no cluster allows it yet, the entry gets \`awaits: exposer\`: it comes into
force when one does, and \`fedc expose\` takes the word out again. If the
names around it are sorted, the entry goes where it sorts.

With \`--inventory\`, the dump of the cluster tells whether the Service of the
local name exists already, so that --create or --existing can be left out.`,
  options: {
    cluster: { value: "CLUSTER", names: "members", required: true, description: "who consumes, required: a cluster, or a group" },
    as: {
      value: "NAME.NAMESPACE",
      names: "standingServices",
      required: true,
      description: "the local name, required: of a Service, or a\nfull host name",
    },
    port: { value: "N", parse: portOf, description: "its port; by default that of the exposed Service" },
    callers: {
      value: "NS/NAME,NS/*",
      names: "standingAccounts",
      required: true,
      parse: listOf,
      description: "service accounts that may use it, or `any`;\nrequired",
    },
    create: { description: "nothing has this name yet: create a Service,\nor answer the host name" },
    existing: {
      description: "the Service, or the host name outside, exists\nalready; all its calls go to the federation\nuntil you write `routes`",
    },
    delegate: { description: "gateways of yours may call, too: write a\nVirtualService to which yours delegates" },
    subset: { value: "NAME", description: "all its calls go to this subset of the one\ncluster that exposes it" },
    protocol: protocolOption,
    inventory: namesInventoryOption,
    ...editOptions,
  },
  examples: [
    {
      line: "fedc consume stock --cluster shop --as stock.default --port 80 \\\n    --callers default/web --create",
      effect: "http://stock.default is the federation's stock",
    },
    {
      line: "fedc consume stock --cluster shop --as stock.warehouse.global --port 80 \\\n    --callers default/web --create",
      effect: "under a full host name",
    },
  ],
} as const satisfies CommandDeclaration;

export type ConsumeRequest = RequestOf<typeof consume>;
