import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Command, Invocation } from "../command.ts";
import { editOptions, editRequestOf, listOf, neededOperand, neededOption, portOf, protocolOption } from "../edit-options.ts";

/** `fedc expose`: writes what a cluster offers, and to whom, into federation.yaml. */
export const expose: Command = {
  name: "expose",
  summary: "write into federation.yaml what a cluster offers, and to whom",
  operand: "SERVICE",
  description: `Puts the exposing half of a service into federation.yaml: the service where it
is new, the cluster under \`expose\`, everyone named by --to under \`allow\`. All
else in the file stays as it is, comments and layout too. What \`fedc check\`
would find wrong then is told, and nothing is written.

A cluster that does not consume the service yet is allowed with \`inactive\`, so
that the file stays right until the other half is there; \`fedc consume\` takes it
out again. Among names that are sorted an entry comes where it sorts.`,
  options: {
    cluster: { value: "CLUSTER", description: "who exposes, required" },
    service: { value: "NAME.NAMESPACE", description: "the Service there, required where it is\nnot exposed yet" },
    port: { value: "N", description: "its port, required like --service" },
    protocol: protocolOption,
    to: { value: "CLUSTER", names: "members", repeatable: true, description: "who may consume it: a cluster, or a group" },
    methods: { value: "GET,POST", description: "with --to, for http: these methods" },
    paths: { value: "/A,/B/*", description: "with --to, for http: these paths only" },
    rpcs: { value: "P.S/M,P.S/*", description: "with --to, for grpc: these calls" },
    any: { description: "with --to: every method or call; for tcp\nevery connection" },
    ...editOptions,
  },
  examples: [
    {
      line: "fedc expose stock --cluster warehouse --service stock.logistics \\\n    --port 8080 --protocol http",
      effect: "offered, to nobody yet",
    },
    { line: "fedc expose stock --cluster warehouse --to shop --methods GET", effect: "shop may consume what warehouse exposes" },
    {
      line: "fedc expose orders --cluster warehouse --service orders.logistics \\\n    --port 5672 --protocol tcp --to shop --any --dry-run",
      effect: "what would be written, as a diff",
    },
  ],
  async run(invocation: Invocation): Promise<Answer> {
    const { options } = invocation;
    const to = options.get("to") ?? [];
    const given = ["methods", "paths", "rpcs", "any"].filter((name) => options.has(name));
    if (to.length === 0 && given.length > 0)
      throw new Failure(`\`--${given[0]}\` says what a cluster may do, and none is named`, "add `--to CLUSTER`");
    const request = {
      ...editRequestOf(invocation),
      name: neededOperand("expose", invocation, "SERVICE", "its name in the federation"),
      cluster: neededOption("expose", invocation, "cluster", "CLUSTER"),
      service: options.get("service")?.[0],
      port: portOf(invocation),
      protocol: options.get("protocol")?.[0],
      to,
      methods: listOf(invocation, "methods"),
      paths: listOf(invocation, "paths"),
      rpcs: listOf(invocation, "rpcs"),
      any: options.has("any"),
    };
    const { runExpose } = await import("./run.ts");
    return runExpose(request);
  },
};
