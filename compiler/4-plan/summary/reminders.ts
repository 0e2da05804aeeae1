import type { Spans } from "../../1-load/spans.ts";
import { awaitingHalves } from "../../2-resolve/awaiting-halves.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { enumerated } from "../../findings/formats/words.ts";
import type { Place } from "../../findings/source.ts";

/** A deliberate entry that every build reminds the user of. */
export interface Reminder {
  readonly what: string;
  readonly reason: string;
  readonly at: Place;
}

/** Inactive entries, halves of grants that wait, and clusters that wait for an address, in the order of the file's names. */
export function reminders(federation: Federation, at: Spans): Record<"inactive" | "awaits" | "pending", readonly Reminder[]> {
  return { inactive: inactiveIn(federation, at), awaits: awaitsIn(federation, at), pending: pendingIn(federation, at) };
}

/** One reminder for each entry that waits, or whose other half is not in force. An entry under a group may wait for some of its members only. */
function awaitsIn(federation: Federation, at: Spans): readonly Reminder[] {
  const halves = awaitingHalves(federation);
  return [...grouped(halves, ({ written }) => written).values()].flatMap((ofEntry) => {
    const [first] = ofEntry;
    const reasons = [...new Set(ofEntry.flatMap(({ reason }) => reason ?? []))];
    if (!first || reasons.length === 0) return [];
    const { service, key, half } = first;
    const exposers = sorted(ofEntry.flatMap(({ exposer }) => exposer ?? []));
    const what = half === "allow" ? `${service} of ${exposers.join(", ")} for ${key}` : `${service} in ${key}`;
    return [{ what, reason: enumerated(reasons), at: at.key(first.written, "awaits") }];
  });
}

function inactiveIn({ clusters, services }: Federation, at: Spans): readonly Reminder[] {
  const found: Reminder[] = [];
  const note = (what: string, entry: { readonly inactive?: string }) => {
    if (entry.inactive !== undefined) found.push({ what, reason: entry.inactive, at: at.key(entry, "inactive") });
  };
  for (const { name, written } of clusters.values()) note(`cluster ${name}`, written);
  for (const { name, written, exposures, consumptions } of services) {
    note(`service ${name}`, written);
    for (const { cluster, written: expose } of exposures)
      for (const [consumer, allow] of Object.entries(expose.allow ?? {})) {
        if (allow === "any") continue;
        for (const alternative of "map" in allow ? allow : [allow]) note(`${name} of ${cluster.name} for ${consumer}`, alternative);
      }
    for (const { written: consume, key, as } of new Map(consumptions.map((consumption) => [consumption.written, consumption])).values())
      note(`${name} in ${key}${as ? ` as ${as.name}` : ""}`, consume);
  }
  return found;
}

function pendingIn({ clusters, grants }: Federation, at: Spans): readonly Reminder[] {
  return [...clusters.values()].flatMap((cluster): readonly Reminder[] => {
    const ingress = cluster.written.gateways?.ingress;
    if (ingress?.addresses !== "pending" || cluster.inactive !== undefined) return [];
    const waiting = grants.filter(({ exposure, inactive }) => exposure.cluster === cluster && inactive === undefined);
    const services = [...new Set(waiting.map(({ exposure }) => exposure.service.name))];
    const reason =
      services.length > 0
        ? `${services.join(", ")} can be used when its ingress gateway's address is written here`
        : "nothing waits for it";
    return [{ what: `address of ${cluster.name}`, reason, at: at.key(ingress, "addresses") }];
  });
}
