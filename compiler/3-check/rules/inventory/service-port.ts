import { enumerated } from "../../../findings/formats/words.ts";
import { portsOfService } from "../../../inventory/pod-template.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { error } from "../../rule.ts";

export const servicePort = error("FED611", "port that the Service does not have", {
  finds: `\
A Service of the cluster's dump does not have the port that the file names: an
exposed Service, or one that is a local name already.`,
  why: `\
Istio knows a Service only under its own ports. Calls to another port get 503 or
no connection. "port" is the Service's port, not the one of its pods.`,
  wrongLead: "Wrong, where the Service has port 80 and its pods 8080:",
  wrong: `\
warehouse: { service: stock-api.logistics, port: 8080, targetPort: 8080, … }`,
  right: `\
warehouse: { service: stock-api.logistics, port: 80, targetPort: 8080, … }`,
  check({ exposures, consumptions, inventory, at, report }) {
    const exposed = exposures.map(({ cluster, local, port, active, written }) => ({
      cluster,
      name: local,
      port,
      active,
      place: at.value(written, "port"),
    }));
    const existing = consumptions.flatMap(({ cluster, as, port, create, inactive, written }) =>
      create || as?.namespace === undefined || port === undefined
        ? []
        : [
            {
              cluster,
              name: { name: as.name, namespace: as.namespace },
              port,
              active: inactive === undefined,
              // Without a port it is that of the exposed Service.
              place: at.value(written, written.port === undefined ? "as" : "port"),
            },
          ],
    );
    for (const { cluster, name, port, active, place } of [...exposed, ...existing]) {
      const service = active ? standingService(inventory, cluster, name, port) : undefined;
      if (!service || service.port) continue;
      const ports = portsOfService(service.object);
      const byTarget = ports.find(({ targetPort }) => targetPort === port);
      report({
        at: place,
        message: `the Service \`${name.name}.${name.namespace}\` of \`${cluster.name}\` has no port ${port}`,
        related: { at: service.object.at, message: portsInWords(ports.map(({ number }) => number)) },
        help: byTarget
          ? `${port} is the port of its pods: write \`port: ${byTarget.number}\``
          : ports.length > 0
            ? `write one of its ports: ${enumerated(
                ports.map(({ number }) => String(number)),
                "or",
              )}`
            : "give the Service a port",
      });
    }
  },
});

function portsInWords(ports: readonly number[]): string {
  return ports.length === 0 ? "has no port" : `has ${enumerated(ports.map(String))}`;
}
