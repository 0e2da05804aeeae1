import type { Protocol } from "../../../1-load/federation-file.ts";
import { error } from "../../rule.ts";
import { writtenValues } from "../../written-values.ts";

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
  remark: `\
This holds for services that an assertion names. With "to: any" it is about
those that have the field.`,
  check({ file, federation, at, report }) {
    for (const assertion of federation.assertions) {
      if (assertion.to === "any") continue;
      const { written } = assertion;
      for (const { value: name } of writtenValues(at, written, "to")) {
        const protocol = file.services[name]?.protocol;
        if (!protocol || assertion.requests[protocol]) continue;
        for (const field of foreign[protocol])
          if (written[field] !== undefined)
            report({
              at: at.key(written, field),
              message: `\`${name}\` speaks ${protocol}, which has no \`${field}\``,
              help: advice[protocol],
            });
      }
    }
  },
});

const foreign: Readonly<Record<Protocol, readonly ("method" | "rpc" | "path")[]>> = {
  http: ["rpc"],
  http2: ["rpc"],
  grpc: ["method", "path"],
  tcp: ["method", "rpc", "path"],
};

const advice: Readonly<Record<Protocol, string>> = {
  http: "limit it by `method` and `path`, or leave it out",
  http2: "limit it by `method` and `path`, or leave it out",
  grpc: "name the `rpc`, or leave it out",
  tcp: "leave it out",
};
