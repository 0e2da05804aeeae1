import type { Consumption, Destination } from "../../../2-resolve/federation.ts";
import { beginsWithLocal, isLocal } from "../../../2-resolve/routes-in-force.ts";
import { type UsedName, usedNames } from "../../local-names.ts";
import { quoted } from "../../quoted.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** The destinations of a failover can take each other's place. */
export const failoverDestinations: Rule = {
  code: "FED351",
  severity: "error",
  title: "failover that cannot work",
  finds: `\
A failover is one upstream cluster of Envoy with endpoints in order: all of them
are dialled with the same TLS, and health alone decides.`,
  why: `\
So

  - in mode gateways it goes from one exposing cluster to the next; the local
    Service speaks another TLS and cannot be one of them;
  - in mode workloads it may also begin with "local", which then says who serves
    it and the name of its port, with exactly one cluster behind it. That one's
    endpoints join those of a Service of yours, so the local name is a Service
    with "localService: existing". It holds for everyone in a namespace, so not
    with "callerLabels";
  - it never goes across modes;
  - it has an order and no weights.`,
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
    const reported = new Set<object>();
    for (const { consumptions } of context.federation.services)
      for (const consumption of consumptions) {
        const { failover, written } = consumption;
        if (!failover || reported.has(written)) continue;
        reported.add(written);
        checkWeights(failover, context);
        const local = failover.findIndex(isLocal);
        if (!checkModes(consumption, failover, local, context) && local !== -1) checkLocal(consumption, failover, local, context);
      }
    for (const name of usedNames(context.federation)) checkPorts(name, context);
  },
};

function checkWeights(failover: readonly Destination[], { at, report }: RuleContext): void {
  for (const { written } of failover)
    if (written?.weight !== undefined)
      report({
        at: at.key(written, "weight"),
        message: "a failover has an order and no weights",
        help: "leave the weight out, or share the calls out by `routes`",
      });
}

/** Whether it told of modes that do not go together. */
function checkModes(
  { cluster, written }: Consumption,
  failover: readonly Destination[],
  local: number,
  { at, report, federation }: RuleContext,
): boolean {
  const remote = failover.flatMap((destination) => destination.cluster ?? []);
  const inModeGateways = remote.filter((exposer) => federation.modeOf(cluster, exposer) === "gateways");
  const here = at.key(written, "failover");
  const first = failover[local]?.written;
  if (inModeGateways.length > 0 && inModeGateways.length < remote.length)
    report({
      at: here,
      message: `this failover goes across modes: ${quoted(inModeGateways.map(({ name }) => name))} in mode gateways, the others in mode workloads`,
      help: "name clusters of one mode",
    });
  else if (first && inModeGateways.length > 0)
    report({
      at: at.key(first, "local"),
      message: "in mode gateways the local Service cannot be part of a failover: it speaks another TLS",
      help: "name exposing clusters only, or share the calls out by `routes`",
    });
  else return false;
  return true;
}

function checkLocal({ written, cluster }: Consumption, failover: readonly Destination[], index: number, { at, report }: RuleContext): void {
  const destination = failover[index]?.written;
  if (!destination?.local) return;
  const { serviceAccounts, portName, subset } = destination.local;
  const here = at.key(destination, "local");
  const missing = [...(serviceAccounts ? [] : ["serviceAccounts"]), ...(portName === undefined ? ["portName"] : [])];
  if (index > 0)
    report({
      at: here,
      message: "a failover has `local` first or not at all",
      help: `put it first: what \`${cluster.name}\` has itself is nearest`,
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
      message: "a failover that begins with `local` holds for the callers' whole namespaces, whatever labels they bear",
      related: { at: here, message: "the local Service" },
      help: "leave `callerLabels` out",
    });
  const second = failover.filter((one) => !isLocal(one))[1]?.written;
  if (second)
    report({
      at: at.value(second, "cluster"),
      message: "a failover that begins with `local` has one cluster behind it, and this is another",
      related: { at: here, message: "the local Service" },
      help: "name one cluster, or leave `local` out",
    });
}

/** Endpoints that join a Service's join all of its ports that fail over. */
function checkPorts({ cluster, host, consumptions }: UsedName, { at, report }: RuleContext): void {
  const behind = consumptions.filter(beginsWithLocal).flatMap(({ failover = [] }) => {
    const second = failover.find(({ grant }) => grant?.mode === "workloads" && grant.inactive === undefined);
    return second?.cluster && second.written ? [{ exposer: second.cluster, written: second.written }] : [];
  });
  const [first, ...others] = behind.sort((a, b) => at.value(a.written, "cluster").start - at.value(b.written, "cluster").start);
  for (const { exposer, written } of others)
    if (first && exposer !== first.exposer)
      report({
        at: at.value(written, "cluster"),
        message: `behind the local Service \`${host}\` of \`${cluster.name}\` stands \`${exposer.name}\` for this port, and \`${first.exposer.name}\` for another`,
        related: { at: at.value(first.written, "cluster"), message: "the cluster behind the other port" },
        help: "name the same cluster for every port of this name, or use two names",
      });
}
