import type { CommandDeclaration, RequestOf } from "../command.ts";
import { inventoryOption, maxBytesOption } from "../options.ts";

/** `fedc why`: what happens to one call, and which objects decide it. */
export const why = {
  name: "why",
  summary: "what happens to one call, and which objects decide it",
  operand: "[CLUSTER[/NAMESPACE/ACCOUNT] SERVICE [METHOD PATH]]",
  description: `Follows one call hop by hop through the objects that federation.yaml compiles
to, each with file and line, until it arrives or is refused. For a refused call
it shows the smallest change of federation.yaml that would grant it. Writes
nothing and opens no connection.

SERVICE is a service's name in the federation, or a local name with its port
(reviews.default:9080). Without ACCOUNT fedc takes a caller that is listed;
without METHOD and PATH it takes a request that is granted, if any is. For grpc,
one word stands in their place, the rpc: package.Service/Method. If CLUSTER
configures itself (managed: false), its call is followed from the gateway that
it reaches.

With --inventory the call also passes what stands in the clusters, as dumps tell
it: other people's routes, rules and policies. Objects that the model does not
know and that may touch the call are listed: then the answer is not certain.

With --call it is any call at all, a JSON document (- is standard input):

  { "from": { "kind": "workload", "cluster": "a", "namespace": "shop",
              "account": "web", "labels": {}, "host": "reviews", "port": 9080 },
    "request": { "method": "GET", "path": "/x", "headers": {} },
    "unavailable": ["b/ingress"] }

or one of an external client, who dials a gateway or a pod directly:

  { "from": { "kind": "externalClient",
              "at": { "cluster": "b", "gateway": "ingress" },
              "port": 15443, "sni": "a.b.example.com",
              "host": "reviews.a.b.example.com",
              "certificate": { "uris": ["spiffe://a.example.com/x"], "dns": [],
                               "root": "a-ca" } } }`,
  options: {
    call: { value: "FILE", description: "any call, as JSON" },
    delegate: { description: "the caller is a gateway of yours, which delegates" },
    file: { value: "FILE", description: "instead of federation.yaml" },
    inventory: inventoryOption,
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc why shop/default/web stock GET /items/1", effect: "one request" },
    { line: "fedc why shop quotes quotes.v1.Quotes/Get", effect: "one rpc" },
    { line: "fedc why shop stock", effect: "a listed caller, and a request that it may make" },
    { line: "fedc why shop/edge/front stock GET /x --delegate", effect: "by a gateway of yours" },
    { line: "fedc why --call call.json --json", effect: "any call, for a program" },
  ],
  exit: [
    "the result was printed, whether the call arrives or is refused",
    "wrong input, or there is no such cluster, service or local name",
  ],
} as const satisfies CommandDeclaration;

export type WhyRequest = RequestOf<typeof why>;
