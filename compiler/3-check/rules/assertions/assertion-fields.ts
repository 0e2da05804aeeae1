import type { Protocol } from "../../../1-load/federation-file.ts";
import { assertedCalls, misfits } from "../../asserted-calls.ts";
import type { Rule } from "../../rule.ts";

/** An assertion speaks in the terms of its service's protocol. */
export const assertionFields: Rule = {
  code: "FED369",
  severity: "error",
  afterOthers: true,
  title: "assertion that does not fit the protocol",
  finds: `\
An assertion limits a call by a field that its service does not have: http and
http2 have methods and paths, grpc has rpcs, and tcp has connections only.`,
  why: `\
No such call exists. A "never" would always hold and an "always" could never
hold, whatever is granted, so the assertion would protect nothing.`,
  example: `\
Wrong:

  - never: { from: cluster1, to: ledger, method: POST }     # ledger speaks tcp
  - always: { from: cluster1, to: quotes, path: /quotes }   # quotes speaks grpc

Right:

  - never: { from: cluster1, to: ledger }
  - always: { from: cluster1, to: quotes, rpc: quotes.v1.Quotes/Get }`,
  check({ federation, file, at, report }) {
    const protocols = new Map(federation.services.map(({ name, protocol }) => [name, protocol]));
    for (const { call } of assertedCalls(file)) {
      const protocol = protocols.get(call.to);
      for (const field of protocol ? misfits(call, protocol) : [])
        report({
          at: at.key(call, field),
          message: `\`${call.to}\` speaks ${protocol}, which has no \`${field}\``,
          help: helpFor(protocol),
        });
    }
  },
};

function helpFor(protocol: Protocol | undefined): string {
  if (protocol === "grpc") return "name the `rpc`, or leave it out";
  return protocol === "tcp" ? "leave it out" : "say it by `method` and `path`, or leave it out";
}
