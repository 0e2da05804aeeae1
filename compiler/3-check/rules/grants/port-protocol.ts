import type { Exposure } from "../../../2-resolve/federation.ts";
import { exposurePlace, exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import type { Rule } from "../../rule.ts";

export const portProtocol: Rule = {
  code: "FED401",
  severity: "error",
  title: "port that speaks tcp and http",
  finds: `\
One port of a Service is behind a service with "protocol: tcp" and behind one
with http, http2 or grpc.`,
  why: `\
Istio takes a port either for HTTP or for plain TCP, by its name or its
"appProtocol". Policies for one kind do not apply to the other, so one of the
two services would not be protected as the file says.`,
  example: `\
Wrong:

  reviews:     { protocol: http, … service: reviews.bookinfo, port: 9080 }
  reviews-tcp: { protocol: tcp,  … service: reviews.bookinfo, port: 9080 }

Right: expose the port once, with the protocol that it speaks, or expose two
ports.`,
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
