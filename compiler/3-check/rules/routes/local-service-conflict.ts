import type { Exposure } from "../../../2-resolve/federation.ts";
import type { Finding } from "../../../findings/finding.ts";
import { quoted } from "../../../findings/formats/words.ts";
import type { Place } from "../../../findings/source.ts";
import { type NamedConsumption, usedNames } from "../../local-names.ts";
import { exposuresUsed, servedByNobody, straightToOrigin } from "../../origins.ts";
import { uniqueBy } from "../../repeats.ts";
import { error, type RuleContext } from "../../rule.ts";

/** An entry of a local name, and where it says whether the Service exists. */
interface KindEntry {
  readonly consumption: NamedConsumption;
  readonly place: Place;
}

type Conflict = Omit<Finding, "code" | "severity" | "at">;

export const localServiceConflict = error("FED311", "local Service both made and existing", {
  finds: `\
Entries of one local name disagree on whether its Service exists, or fedc is to
make a Service that the cluster exposes itself.`,
  why: `\
"localService: create" has fedc make a Service of the local name, because the
cluster has none; "existing" says that you have one. Entries of one name on
several ports are about one Service, so they must say the same.

A Service that fedc makes has no pods, so a cluster cannot expose it: calls do
not pass through a cluster to a third one. A cluster that needs the service
consumes it from the cluster that serves it.

To change from one to the other you need two builds: first remove the entry and
prune, then add it again.`,
  example: `\
Wrong:

  reviews:
    consume:
      cluster1: { as: shared.default, port: 80, localService: create, ... }
  ratings:
    consume:
      cluster1: { as: shared.default, port: 81, localService: existing, ... }

Right: "create" in both, or "existing" in both.`,
  check(context) {
    const { federation, at, report } = context;
    const exposed = new Map([...federation.clusters.values()].map((cluster) => [cluster, new Map<string, Exposure>()]));
    for (const exposure of context.exposures) exposed.get(exposure.cluster)?.set(exposure.local.fqdn, exposure);
    const conflicts = usedNames(federation).flatMap(({ cluster, host, consumptions }) => {
      const exposure = exposed.get(cluster)?.get(host);
      if (!exposure && consumptions.length === 1) return [];
      const entries = consumptions
        .filter((consumption) => kindOf(consumption) !== undefined)
        .map((consumption) => ({
          consumption,
          place: at.value(consumption.written, consumption.written.localService ? "localService" : "as"),
        }))
        .sort((a, b) => a.place.start - b.place.start);
      return entries.flatMap((entry) => {
        const conflict = exposureConflict(entry, exposure, context) ?? kindConflict(entry, entries[0]);
        return conflict ? { conflict, entry } : [];
      });
    });
    for (const { conflict, entry } of uniqueBy(conflicts, (each) => each.entry.consumption.written))
      report({ at: entry.place, ...conflict });
  },
});

/** A full host name is made, unless it is said to exist. */
function kindOf({ as, written }: NamedConsumption): string | undefined {
  return written.localService ?? (as.namespace === undefined ? "create" : undefined);
}

function exposureConflict(
  { consumption }: KindEntry,
  exposure: Exposure | undefined,
  { federation, at }: RuleContext,
): Conflict | undefined {
  if (!exposure || consumption.written.localService !== "create") return undefined;
  const cluster = consumption.cluster.name;
  const usedBy = consumption.service.name;
  const exposers = exposuresUsed(consumption).map((used) => used.cluster.name);
  const straight = consumption.port === exposure.port ? (straightToOrigin(federation, consumption, exposure) ?? servedByNobody) : undefined;
  return {
    message: `\`${cluster}\` exposes the Service \`${exposure.written.service}\` as \`${exposure.service.name}\`, but \`create\` makes it, without pods, for \`${usedBy}\`${exposers.length > 0 ? ` of ${quoted(exposers)}` : ""}`,
    related: { at: at.value(exposure.written, "service"), message: "exposed here" },
    help: straight
      ? `calls do not pass through a cluster: ${straight}; if \`${cluster}\` has pods to expose, choose another local name for \`${usedBy}\``
      : "write `existing`, or choose another local name",
  };
}

function kindConflict({ consumption }: KindEntry, first: KindEntry | undefined): Conflict | undefined {
  const { as, cluster } = consumption;
  const kind = kindOf(consumption);
  const firstKind = first && kindOf(first.consumption);
  if (!first || kind === firstKind) return undefined;
  return {
    message: `${as.namespace === undefined ? "the host name" : "the Service"} \`${as.host}\` of \`${cluster.name}\` is \`${kind}\` here and \`${firstKind}\` elsewhere`,
    related: { at: first.place, message: `\`${firstKind}\` here` },
    help: "write the same in every entry of this local name",
  };
}
