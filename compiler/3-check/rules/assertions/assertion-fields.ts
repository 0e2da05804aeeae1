import type { Protocol } from "../../../1-load/federation-file.ts";
import { misfits } from "../../asserted-calls.ts";
import { error } from "../../rule.ts";

export const assertionFields = error("FED369", "assertion that does not fit the protocol", {
  afterOthers: true,
  finds: `\
An assertion limits a call by a field that its service does not have: http and
http2 have methods and paths, grpc has rpcs, and tcp has connections only.`,
  why: `\
No such call exists. A "never" would always hold and an "always" could never
hold, whatever is granted, so the assertion would protect nothing.`,
  wrong: `\
- never: { from: cluster1, to: ledger, method: POST }     # ledger speaks tcp
- always: { from: cluster1, to: quotes, path: /quotes }   # quotes speaks grpc`,
  right: `\
- never: { from: cluster1, to: ledger }
- always: { from: cluster1, to: quotes, rpc: quotes.v1.Quotes/Get }`,
  check({ file, asserted, at, report }) {
    for (const { call } of asserted) {
      const protocol = file.services[call.to]?.protocol;
      if (!protocol) continue;
      for (const field of misfits(call, protocol))
        report({
          at: at.key(call, field),
          message: `\`${call.to}\` speaks ${protocol}, which has no \`${field}\``,
          help: advice[protocol],
        });
    }
  },
});

const advice: Readonly<Record<Protocol, string>> = {
  http: "limit it by `method` and `path`, or leave it out",
  http2: "limit it by `method` and `path`, or leave it out",
  grpc: "name the `rpc`, or leave it out",
  tcp: "leave it out",
};
