import type { Protocol } from "../../../1-load/federation-file.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { error } from "../../rule.ts";

export const serviceProtocol = error("FED612", "protocol that the Service does not speak", {
  finds: `\
The port of a Service in the cluster's dump has another protocol than the file:
by its "appProtocol", or else by the first part of its name.`,
  why: `\
Istio treats a port by that protocol. If the file says http and the port is tcp,
methods and paths are not seen at the workload; if the file says tcp and the
port is http, proxies wait for a request that never comes.`,
  wrongLead: "Wrong, where the port of the Service is called tcp-stock:",
  wrong: `\
stock:
  protocol: http`,
  rightLead: `Right, if it is not HTTP; if it is, the port is to be called http-stock:`,
  right: `\
stock:
  protocol: tcp`,
  check({ exposures, inventory, at, report }) {
    for (const { service, cluster, local, port, active } of exposures) {
      const found = active ? standingService(inventory, cluster, local, port) : undefined;
      const spoken = found?.port?.udp ? "udp" : found?.port?.protocol;
      if (!found || spoken === undefined || agrees(service.protocol, spoken)) continue;
      const name = found.port?.name;
      report({
        at: at.value(service.written, "protocol"),
        message: `\`${service.name}\` is ${service.protocol} here, and port ${port} of \`${local.name}.${local.namespace}\` in \`${cluster.name}\` is ${spoken}`,
        related: { at: found.object.at, message: `port ${port}${name === undefined ? "" : ` is called ${name}`}` },
        help:
          spoken === "udp" || spoken === "https"
            ? `a federation carries ${spoken === "udp" ? "TCP only" : "HTTP, or TLS as tcp"}`
            : `write \`protocol: ${isHttp(spoken) ? spoken.replace("grpc-web", "http") : "tcp"}\`, or name the port \`${service.protocol}-…\``,
      });
    }
  },
});

function isHttp(spoken: string): boolean {
  return ["http", "http2", "grpc", "grpc-web"].includes(spoken);
}

function agrees(protocol: Protocol, spoken: string): boolean {
  if (spoken === "auto") return true;
  if (spoken === "udp") return false;
  return protocol === "tcp" ? !isHttp(spoken) : isHttp(spoken);
}
