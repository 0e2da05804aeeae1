import type { Consumption } from "../../../2-resolve/federation.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { entryPlace } from "../../entries.ts";
import { oncePerEntry } from "../../resolved.ts";
import { error } from "../../rule.ts";

/** Ports of a sidecar for outbound and inbound calls, health checks and metrics. A local name cannot have an HTTP port there. */
const proxyPorts: ReadonlySet<number> = new Set([15001, 15006, 15021, 15090]);

/** Ports of the proxy in the pod of a called workload: also Envoy's administration, HBONE and the agent. */
const podPorts: ReadonlySet<number> = new Set([15000, 15001, 15006, 15008, 15020, 15021, 15090]);

export const proxyPort = error("FED425", "port that Istio's proxies use themselves", {
  finds: `\
The "port" of a local name, or the "targetPort" of an exposed Service, is one
that Istio's proxy uses:

  - for a local name of http, http2 or grpc: 15001, 15006, 15021 or 15090;
  - for a container: 15000, 15001, 15006, 15008, 15020, 15021 or 15090.`,
  why: `\
Every pod of the mesh has a proxy beside the application, and the proxy has
ports of its own. The callers' proxies leave such a port of a local name out, so
its calls get 404 or no answer. In the called pod the proxy has the port, or
calls of the port do not pass through the proxy.

The "port" of an exposed Service may be any, and so may the local port of a tcp
service.`,
  wrong: `\
consume:
  cluster1: { as: reviews.default, port: 15021, … }`,
  right: `\
consume:
  cluster1: { as: reviews.default, port: 80, … }`,
  check({ federation, file, exposes, at, report }) {
    const isTaken = ({ port, service }: Consumption) => service.protocol !== "tcp" && port !== undefined && proxyPorts.has(port);
    for (const { written, port } of oncePerEntry(federation, isTaken))
      report({
        at: written.port === undefined ? entryPlace(at, file, written) : at.value(written, "port"),
        message: `calls of a local name on port ${port} do not arrive: Istio's proxies use this port themselves`,
        help: `choose another port, not one of ${quoted([...proxyPorts].map(String), "or")}`,
      });
    for (const { entry } of exposes)
      if (entry.targetPort !== undefined && podPorts.has(entry.targetPort))
        report({
          at: at.value(entry, "targetPort"),
          message: `a container behind \`${entry.service}\` cannot serve port ${entry.targetPort}: Istio's proxy uses it in the same pod`,
          help: `name the port that the container listens on, not one of ${quoted([...podPorts].map(String), "or")}`,
        });
  },
});
