import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Command, Invocation } from "../command.ts";
import { editOptions, editRequestOf, listOf, neededOperand, neededOption, portOf, protocolOption } from "../edit-options.ts";

/** `fedc consume`: writes which service a cluster uses, and under which name, into federation.yaml. */
export const consume: Command = {
  name: "consume",
  summary: "write into federation.yaml what a cluster uses, as what",
  operand: "SERVICE",
  description: `Puts the consuming half of a service into federation.yaml. All else in the file
stays as it is, comments and layout too. What \`fedc check\` would find wrong then
is told, and nothing is written.

Where no cluster allows it yet the entry gets \`inactive\`, so that the file stays
right until the other half is there; \`fedc expose\` takes it out again. Among
names that are sorted an entry comes where it sorts.`,
  options: {
    cluster: { value: "CLUSTER", names: "members", description: "who consumes, required: a cluster, or a group" },
    as: { value: "NAME.NAMESPACE", description: "the local name, required: of a Service, or a\nfull host name" },
    port: { value: "N", description: "its port, required" },
    callers: { value: "NS/NAME,NS/*", description: "service accounts that may use it, or `any`;\nrequired" },
    create: { description: "nothing bears this name: make a Service,\nor have the host name answered" },
    existing: {
      description:
        "the Service, or the host name outside, is there\nalready; all calls of it go to the federation,\nuntil you write `routes`",
    },
    protocol: protocolOption,
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
  async run(invocation: Invocation): Promise<Answer> {
    const { options } = invocation;
    const as = neededOption("consume", invocation, "as", "NAME.NAMESPACE");
    const local = ["create", "existing"].filter((name) => options.has(name));
    if (local.length > 1) throw new Failure("`--create` and `--existing` exclude each other", "say one of them");
    if (local.length === 0 && as.split(".").length === 2)
      throw new Failure(
        `\`${as}\` is a Service, and nothing says whether it is there already`,
        "add `--create`, or `--existing` where it is yours",
      );
    const callers = neededOption("consume", invocation, "callers", "NS/NAME,…");
    const request = {
      ...editRequestOf(invocation),
      name: neededOperand("consume", invocation, "SERVICE", "its name in the federation"),
      cluster: neededOption("consume", invocation, "cluster", "CLUSTER"),
      as,
      port: portOf(invocation, "consume"),
      callers: callers === "any" ? ("any" as const) : (listOf(invocation, "callers") ?? []),
      localService: local[0],
      protocol: options.get("protocol")?.[0],
    };
    const { runConsume } = await import("./run.ts");
    return runConsume(request);
  },
};
