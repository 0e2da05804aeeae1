import type { Consumption } from "../../../2-resolve/federation.ts";
import { beginsWithLocal, isLocal } from "../../../2-resolve/routes-in-force.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { exposuresUsed, servedByNobody, straightToOrigin, usedAsExposed } from "../../origins.ts";
import { exposuresAsWritten } from "../../resolved.ts";
import { error, warning } from "../../rule.ts";

export const passingOn = warning("FED450", "exposed Service whose local calls go elsewhere", {
  finds: `\
A cluster uses a service of another cluster under the name of a Service of its
own ("existing"), and it exposes that Service, too.`,
  why: `\
Its own applications reach the other cluster, but callers from outside do not.
They come through the ingress gateway, which calls the pods behind the Service
and follows no route of the local name. Calls do not pass through a cluster to a
third one.`,
  wrongLead: `Warned of: edge reaches the pods of hub, and never core.`,
  wrong: `\
rates:
  expose:  { core: { service: rates.bank, ... allow: { hub: ... } } }
  consume: { hub: { as: rates.shared, localService: existing, ... } }
rates-for-edge:
  expose:  { hub: { service: rates.shared, ... allow: { edge: ... } } }
  consume: { edge: ... }`,
  rightLead: `Right, if core is meant: edge consumes it from core.`,
  right: `\
rates:
  expose:  { core: { service: rates.bank, ... allow: { hub: .., edge: .. } } }
  consume: { hub: ..., edge: ... }`,
  remark: `\
Right, if hub is meant: leave it as it is, or expose hub's Service under a name
that hub does not use for something else. There is no warning for a cluster that
shares the calls of one service between its own pods and other clusters.`,
  check({ federation, at, report }) {
    for (const exposure of exposuresAsWritten(federation, at)) {
      const { service, cluster, written, active, allows } = exposure;
      if (!active || allows.every(({ inactive }) => inactive !== undefined)) continue;
      const used = usedAsExposed(federation, exposure).find(
        (consumption) => consumption.written.localService === "existing" && (consumption.service !== service || !keepsLocal(consumption)),
      );
      if (!used) continue;
      const straight = straightToOrigin(federation, used, exposure) ?? servedByNobody;
      const exposers = exposuresUsed(used).map((remote) => remote.cluster.name);
      report({
        at: at.value(written, "service"),
        message: `callers of \`${service.name}\` get the Service \`${written.service}\` of \`${cluster.name}\` itself and do not reach ${quoted(exposers)}: calls do not pass through a cluster`,
        related: { at: at.value(used.written, "as"), message: `\`${cluster.name}\` uses \`${used.service.name}\` under the same name` },
        help: `if you mean \`${cluster.name}\`, there is nothing to do; else ${straight}`,
      });
    }
  },
});

export const exposedWithOthersEndpoints = error("FED480", "exposed Service with another cluster's endpoints", {
  finds: `\
A cluster exposes a Service that fails over to another cluster, and does not say
which pods are its own.`,
  why: `\
A failover that begins with "local" adds the other cluster's endpoints to the
Service, for everyone in the cluster. The ingress gateway would send a share of
the calls from outside there, as if the other cluster allowed them. Calls do not
pass through a cluster to a third one. By the labels of the Service's own pods
the gateway keeps the two apart.`,
  wrong: `\
expose:
  hub:  { service: rates.shared, ... allow: { edge: ... } }
  core: { service: rates.bank, ... allow: { hub: ... } }
consume:
  hub:
    as: rates.shared
    failover: [{ local: { ... } }, { cluster: core }]`,
  right: `\
expose:
  hub:
    service: rates.shared
    selector: { app: rates }`,
  remark: `\
The callers in hub fail over, and callers from outside get the pods of hub. If
they are to fail over too, core allows the service to edge as well, and edge
lists hub and core in a failover of its own.`,
  check({ federation, at, report }) {
    for (const exposure of exposuresAsWritten(federation, at)) {
      const { cluster, service, written, active, allows, subset, selector } = exposure;
      if (subset || selector || !active || !cluster.managed || allows.every(({ inactive }) => inactive !== undefined)) continue;
      const used = usedAsExposed(federation, exposure).find((consumption) => beginsWithLocal(consumption));
      const others = used ? exposuresUsed(used).map((remote) => remote.cluster.name) : [];
      if (!used || others.length === 0) continue;
      report({
        at: at.value(written, "service"),
        message: `calls of \`${service.name}\` from outside would fail over from \`${written.service}\` of \`${cluster.name}\` to ${quoted(others)}: calls do not pass through a cluster`,
        related: { at: at.key(used.written, "failover"), message: "adds endpoints to the Service" },
        help: "add `selector`, the labels of the pods behind the Service",
      });
    }
  },
});

/** Whether some local callers get the local Service: then it is one of several that serve. */
function keepsLocal({ routes, failover, callerLabels }: Consumption): boolean {
  if (callerLabels) return true;
  return failover
    ? failover.some(isLocal)
    : routes.at(-1)?.match !== undefined || routes.some(({ destinations }) => destinations.some(isLocal));
}
