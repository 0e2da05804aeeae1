import type { Exposure } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";
import { grantsByWorkloads } from "../../workload-trust.ts";

export const workloadsPath: Rule = {
  code: "FED394",
  severity: "error",
  title: "path in mode workloads",
  finds: `A service that is called in mode workloads has a "path".`,
  why: `\
The consuming gateway puts this prefix in front of every path, and the exposing
gateway removes it. In mode workloads the gateways pass TLS through and see no
paths.`,
  example: `\
Wrong, where b is in mode workloads with a consumer:

  b: { service: details.books, port: 9080, path: /details/, ... }

Right:

  b: { service: details.books, port: 9080, ... }

A consumer in mode gateways that needs the prefix gets a service of its own.`,
  check({ federation, at, report }) {
    const reported = new Set<Exposure>();
    for (const { exposure, allow, consumer } of grantsByWorkloads(federation)) {
      const { path, service, cluster } = exposure;
      if (path === undefined || reported.has(exposure)) continue;
      if (service.protocol === "tcp" || service.protocol === "grpc") continue; // another rule's
      reported.add(exposure);
      report({
        at: at.key(exposure.written, "path"),
        message: `\`${service.name}\` cannot be served under a \`path\`: \`${cluster.name}\` and \`${consumer.name}\` are in mode workloads`,
        related: { at: allowPlace(at, allow), message: "a grant in mode workloads" },
        help: "leave `path` out: nothing but the prefix between the gateways goes with it",
      });
    }
  },
};
