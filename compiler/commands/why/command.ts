import type { Answer } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc why`: what comes of one call, and which objects decide it. */
export const why: Command = {
  name: "why",
  summary: "what comes of one call, and which objects decide it",
  operand: "CLUSTER[/NAMESPACE/ACCOUNT] SERVICE [METHOD PATH]",
  description: `Follows one call hop by hop through the objects that federation.yaml compiles
to, each with file and line, to where it arrives or is refused. A refused call
comes with the smallest change of federation.yaml that would grant it. Writes
nothing and opens no connection.

SERVICE is a service's name in the federation, or a local name with its port
(reviews.default:9080). Without ACCOUNT it is a caller that is listed, without
METHOD and PATH a request that is granted, if any is. For grpc one word stands
in their place, the rpc: package.Service/Method. Where CLUSTER configures itself
(managed: false) its call is followed from the gateway on that it reaches.

With --call it is any call at all, a JSON document (- is standard input):

  { "from": { "kind": "workload", "cluster": "a", "namespace": "shop",
              "account": "web", "labels": {}, "host": "reviews", "port": 9080 },
    "request": { "method": "GET", "path": "/x", "headers": {} },
    "down": ["b/ingress"] }

or one of a stranger, who dials a gateway or a pod himself:

  { "from": { "kind": "externalClient",
              "at": { "cluster": "b", "gateway": "ingress" },
              "port": 15443, "sni": "a.b.example.com",
              "host": "reviews.a.b.example.com",
              "certificate": { "uris": ["spiffe://a.example.com/x"], "dns": [],
                               "root": "a-ca" } } }`,
  options: {
    call: { value: "FILE", description: "any call, as JSON" },
    file: { value: "FILE", description: "instead of federation.yaml" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc why shop/default/web stock GET /items/1", effect: "one request" },
    { line: "fedc why shop quotes quotes.v1.Quotes/Get", effect: "one rpc" },
    { line: "fedc why shop stock", effect: "a caller that is listed, and what it may" },
    { line: "fedc why --call call.json --json", effect: "any call, for a program" },
  ],
  exit: ["told, whether the call arrives or is refused", "wrong input, or there is no such cluster, service or local name"],
  async run(invocation: Invocation): Promise<Answer> {
    const { operands, options } = invocation;
    const call = options.get("call")?.[0];
    const [caller, service, method, path] = operands;
    const help = "`fedc help why` tells what it takes";
    if (call === undefined && (caller === undefined || service === undefined)) throw new Failure("a caller and a service are needed", help);
    if (call !== undefined && caller !== undefined) throw new Failure("`--call` says all of the call", help);
    const { runWhy, runWhyCall } = await import("./run.ts");
    const where = { file: options.get("file")?.[0], maxBytes: maxBytesOf(invocation) };
    return call === undefined
      ? runWhy(where, { caller: caller ?? "", service: service ?? "", request: [method, path] })
      : runWhyCall(where, call);
  },
};
