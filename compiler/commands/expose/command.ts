import type { CommandDeclaration, RequestOf } from "../command.ts";
import { editOptions, listOf, namesInventoryOption, portOf, protocolOption, subsetOf } from "../options.ts";

/** `fedc expose`: writes what a cluster exposes, and to whom, into federation.yaml. */
export const expose = {
  name: "expose",
  summary: "write into federation.yaml what a cluster exposes, and to whom",
  operand: "SERVICE",
  description: `Puts the exposing half of a service into federation.yaml: the service if it is
new, the cluster under \`expose\`, everyone named by --to under \`allow\`. The
rest of the file stays as it is, with its comments and layout. If the result had
an error that \`fedc check\` finds, fedc reports it and writes nothing.

A cluster that does not consume the service yet is allowed with \`awaits:
consumer\`: that comes into force when it does, and \`fedc consume\` takes the
word out again. If the names around it are sorted, an entry goes where it sorts.

With \`--inventory\`, what you leave out of --service, --port and --protocol comes
from the dump of the cluster if there is only one choice; or else the choices
are told. An entry that does not fit what stands there is refused.`,
  options: {
    cluster: { value: "CLUSTER", names: "members", required: true, description: "who exposes, required: a cluster, or a group" },
    service: { value: "NAME.NAMESPACE", names: "standingServices", description: "the Service there, required if it is not\nexposed yet" },
    port: { value: "N", names: "standingPorts", parse: portOf, description: "its port, required like --service" },
    subset: {
      value: "NAME:LABEL=VALUE",
      parse: subsetOf,
      repeatable: true,
      description: "of a new exposure: pods that consumers may\nchoose, by a name",
    },
    to: { value: "CLUSTER", names: "members", repeatable: true, description: "who may consume it: a cluster, or a group" },
    methods: { value: "GET,POST", parse: listOf, description: "with --to, for http: these methods" },
    paths: { value: "/A,/B/*", parse: listOf, description: "with --to, for http: only these paths" },
    rpcs: { value: "P.S/M,P.S/*", parse: listOf, description: "with --to, for grpc: these calls" },
    any: { description: "with --to: every method or call; for tcp,\nevery connection" },
    "only-subsets": { value: "NAME,NAME", parse: listOf, description: "with --to: only these subsets" },
    protocol: protocolOption,
    inventory: namesInventoryOption,
    ...editOptions,
  },
  examples: [
    {
      line: "fedc expose stock --cluster warehouse --service stock.logistics \\\n    --port 8080 --protocol http",
      effect: "exposed, to nobody yet",
    },
    { line: "fedc expose stock --cluster warehouse --to shop --methods GET", effect: "shop may consume what warehouse exposes" },
    {
      line: "fedc expose stock --cluster warehouse --to shop --methods GET \\\n    --inventory dumps",
      effect: "the only Service `stock` there, at its port",
    },
    {
      line: "fedc expose orders --cluster warehouse --service orders.logistics \\\n    --port 5672 --protocol tcp --to shop --any --dry-run",
      effect: "what would be written, as a diff",
    },
  ],
} as const satisfies CommandDeclaration;

export type ExposeRequest = RequestOf<typeof expose>;
