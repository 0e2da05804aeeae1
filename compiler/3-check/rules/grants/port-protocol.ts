import type { Exposure } from "../../../2-resolve/federation.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";

/** A port of a Service speaks HTTP or does not. */
export const portProtocol: Rule = {
  code: "FED401",
  severity: "error",
  title: "port that speaks tcp and http",
  finds: `\
Istio takes a port of a Service for HTTP or for plain TCP, by its name or
"appProtocol", and policies for one do not hold for the other.`,
  why: `\
A service that is
"tcp" in the federation and one that is "http", "http2" or "grpc" cannot be
behind the same port.`,
  example: `\
Wrong:

  reviews:     { protocol: http, … service: reviews.bookinfo, port: 9080 }
  reviews-tcp: { protocol: tcp,  … service: reviews.bookinfo, port: 9080 }

Right: what the port really speaks, once, or two ports.`,
  check({ federation, at, report }) {
    const first = new Map<string, Exposure>();
    for (const exposure of exposuresAsWritten(federation, at)) {
      const { cluster, local, port, service, active, written } = exposure;
      if (!active) continue;
      const key = `${cluster.name} ${local.fqdn}:${port}`;
      const other = first.get(key);
      if (!other) first.set(key, exposure);
      else if ((other.service.protocol === "tcp") !== (service.protocol === "tcp"))
        report({
          at: at.value(written, "port"),
          message: `port ${port} of \`${written.service}\` is ${service.protocol} for \`${service.name}\` and ${other.service.protocol} for \`${other.service.name}\``,
          related: { at: exposurePlace(at, other), message: `${other.service.protocol} here` },
          help: "write what the port really speaks, or name another port",
        });
    }
  },
};
