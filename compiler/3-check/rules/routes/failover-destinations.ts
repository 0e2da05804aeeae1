import type { Consumption, Destination } from "../../../2-resolve/federation.ts";
import { beginsWithLocal, isLocal } from "../../../2-resolve/routes-in-force.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { type UsedName, usedNames } from "../../local-names.ts";
import { oncePerEntry } from "../../resolved.ts";
import { error, type RuleContext } from "../../rule.ts";

export const failoverDestinations = error("FED351", "failover that cannot work", {
  finds: `\
A failover has a destination or a setting that Envoy cannot put into one list of
endpoints.`,
  why: `\
A failover is one upstream cluster of Envoy with endpoints in order. Envoy dials
all of them with the same TLS, and health alone decides. Calls to a destination
that does not fit would fail. Therefore

  - in mode gateways, a failover goes from one exposing cluster to the next. The
    local Service speaks another TLS and cannot be one of them;
  - in mode workloads, it may also begin with "local", with exactly one cluster
    behind it. "local" then says who serves it and the name of its port. That
    cluster's endpoints join those of your Service, so the local name is a
    Service with "localService: existing". The failover holds for everyone in a
    namespace, so "callerLabels" cannot limit it;
  - it never goes across modes;
  - it has an order, and no weights.`,
  example: `\
Wrong, in mode gateways:

  failover: [{ local: {} }, { cluster: cluster2, weight: 50 }]

Right:

  failover: [{ cluster: cluster2 }, { cluster: cluster3 }]

and in mode workloads:

  failover:
    - local: { serviceAccounts: [bar], portName: http }
    - cluster: b`,
  check(context) {
    const { federation, at, report } = context;
    for (const consumption of oncePerEntry(federation, ({ failover }) => failover !== undefined)) {
      const { failover = [] } = consumption;
      for (const { written } of failover)
        if (written?.weight !== undefined)
          report({
            at: at.key(written, "weight"),
            message: "a failover has an order and no weights",
            help: "leave the weight out, or divide the calls by `routes`",
          });
      if (checkModes(consumption, failover, context)) checkLocal(consumption, failover, context);
    }
    for (const name of usedNames(federation)) checkPorts(name, context);
  },
});

/** Whether the modes of the destinations go together. */
function checkModes({ cluster, written }: Consumption, failover: readonly Destination[], { at, report, federation }: RuleContext): boolean {
  const remote = failover.flatMap((destination) => destination.cluster ?? []);
  const inModeGateways = remote.filter((exposer) => federation.modeOf(cluster, exposer) === "gateways");
  const local = failover.find(isLocal)?.written;
  if (inModeGateways.length > 0 && inModeGateways.length < remote.length)
    report({
      at: at.key(written, "failover"),
      message: `this failover goes across modes: ${quoted(inModeGateways.map(({ name }) => name))} in mode gateways, the others in mode workloads`,
      help: "name clusters of one mode",
    });
  else if (local && inModeGateways.length > 0)
    report({
      at: at.key(local, "local"),
      message: "in mode gateways the local Service cannot be part of a failover: it speaks another TLS",
      help: "name exposing clusters only, or divide the calls by `routes`",
    });
  else return true;
  return false;
}

function checkLocal({ written }: Consumption, failover: readonly Destination[], { at, report }: RuleContext): void {
  const destination = failover.find(isLocal)?.written;
  if (!destination?.local) return;
  const { serviceAccounts, portName, subset } = destination.local;
  const here = at.key(destination, "local");
  const related = { at: here, message: "the local Service" };
  const missing = [...(serviceAccounts ? [] : ["serviceAccounts"]), ...(portName === undefined ? ["portName"] : [])];
  if (failover[0]?.written !== destination)
    report({
      at: here,
      message: "`local` is not the first destination of this failover",
      help: "put it first, since the local Service is nearest",
    });
  if (missing.length > 0)
    report({
      at: here,
      message: `\`local\` in a failover needs ${quoted(missing)}`,
      help: "say who serves the local Service, and the name of its port",
    });
  if (subset)
    report({ at: at.key(destination.local, "subset"), message: "`local` in a failover is the whole Service", help: "leave `subset` out" });
  if (written.callerLabels)
    report({
      at: at.key(written, "callerLabels"),
      message: "a failover that begins with `local` applies to the callers' whole namespaces, whatever labels their pods have",
      related,
      help: "leave `callerLabels` out",
    });
  const second = failover.filter((each) => !isLocal(each))[1]?.written;
  if (second)
    report({
      at: at.value(second, "cluster"),
      message: "a failover that begins with `local` can name one cluster, and this is the second",
      related,
      help: "name one cluster, or leave `local` out",
    });
}

/** Endpoints that join those of a Service join all of its ports that fail over. */
function checkPorts({ cluster, host, consumptions }: UsedName, { at, report }: RuleContext): void {
  const backups = consumptions.filter(beginsWithLocal).flatMap(({ failover = [] }) => {
    const second = failover.find(({ grant }) => grant?.mode === "workloads" && grant.inactive === undefined);
    return second?.cluster && second.written ? { exposer: second.cluster, place: at.value(second.written, "cluster") } : [];
  });
  const [first, ...later] = backups.sort((a, b) => a.place.start - b.place.start);
  for (const { exposer, place } of later)
    if (first && exposer !== first.exposer)
      report({
        at: place,
        message: `the local Service \`${host}\` of \`${cluster.name}\` fails over to \`${exposer.name}\` on this port, and to \`${first.exposer.name}\` on another`,
        related: { at: first.place, message: "the cluster of the other port" },
        help: "name the same cluster for every port of this name, or use two names",
      });
}
