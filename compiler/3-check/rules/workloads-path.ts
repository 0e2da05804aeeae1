import type { Exposure } from "../../2-resolve/federation.ts";
import type { Rule } from "../rule.ts";
import { grantsByWorkloads } from "../workload-trust.ts";
import { allowPlace } from "../written-places.ts";

/** A prefix on a shared host is for mode gateways. */
export const workloadsPath: Rule = {
  code: "FED394",
  severity: "error",
  title: "path in mode workloads",
  explain: `\
"path" serves a service under a prefix of a host that several services share,
and the exposing gateway takes the prefix away. In mode workloads the gateways
pass TLS through as it is and see no path: there every service has a host of its
own.

Wrong, where b is in mode workloads with a consumer:

  b: { service: details.books, port: 9080, path: /details/, ... }

Right:

  b: { service: details.books, port: 9080, ... }

A consumer in mode gateways that needs the prefix gets a service of its own.
`,
  check({ federation, at, report }) {
    const told = new Set<Exposure>();
    for (const { exposure, allow, consumer } of grantsByWorkloads(federation)) {
      const { path, service, cluster } = exposure;
      if (path === undefined || told.has(exposure)) continue;
      if (service.protocol === "tcp" || service.protocol === "grpc") continue; // another rule's
      told.add(exposure);
      report({
        at: at.key(exposure.written, "path"),
        message: `\`${service.name}\` cannot be served under a \`path\`: \`${cluster.name}\` and \`${consumer.name}\` are in mode workloads`,
        related: { at: allowPlace(at, allow), message: "a grant in mode workloads" },
        help: "leave `path` out: the service gets a host of its own",
      });
    }
  },
};
