import type { ConsumeEntry } from "../../../1-load/federation-file.ts";
import { entriesOf } from "../../entries.ts";
import { quoted } from "../../quoted.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** Routes, timeouts and retries of a consumption speak in the terms of its service's protocol. */
export const protocolRoutes: Rule = {
  code: "FED375",
  severity: "error",
  title: "routing that does not fit the protocol",
  finds: `\
Headers, paths, methods, timeouts and retries belong to HTTP.`,
  why: `\
Of a tcp service
Istio sees connections only: it can share them out by weight and nothing else.
Every gRPC call is a POST, so no other method is ever seen of one.`,
  example: `\
Wrong, where the service speaks tcp:

  timeout: 5s
  routes:
    - match: { headers: { end-user: { exact: jason } } }
      to: [{ cluster: cluster2 }]
    - to: [{ cluster: cluster3 }]

Right:

  routes:
    - to:
        - { cluster: cluster2, weight: 50 }
        - { cluster: cluster3, weight: 50 }`,
  check({ file, at, report }) {
    for (const { entry, service, serviceEntry } of entriesOf(file).consumes) {
      if (serviceEntry.protocol === "tcp") checkTcp(service, entry, { at, report });
      if (serviceEntry.protocol === "grpc") checkGrpc(service, entry, { at, report });
    }
  },
};

function checkTcp(service: string, entry: ConsumeEntry, { at, report }: Pick<RuleContext, "at" | "report">): void {
  for (const field of ["timeout", "retries"] as const)
    if (entry[field] !== undefined)
      report({ at: at.key(entry, field), message: `\`${service}\` speaks tcp, which has no \`${field}\``, help: "leave it out" });
  for (const route of entry.routes ?? [])
    if (route.match)
      report({
        at: at.key(route, "match"),
        message: `\`${service}\` speaks tcp, where nothing can be matched`,
        help: "leave `match` out; connections can be shared out by `weight`",
      });
}

function checkGrpc(service: string, entry: ConsumeEntry, { at, report }: Pick<RuleContext, "at" | "report">): void {
  for (const { match } of entry.routes ?? []) {
    const others = match?.methods?.filter((method) => method !== "POST") ?? [];
    if (match && others.length > 0)
      report({
        at: at.value(match, "methods"),
        message: `\`${service}\` speaks grpc, where every call is a POST and none is ${quoted(others, "or")}`,
        help: "leave `methods` out; an rpc is matched by `path: { exact: /package.Service/Method }`",
      });
  }
}
