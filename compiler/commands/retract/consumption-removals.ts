import type { ConsumeAsWritten, DestinationEntry, FederationFile, WrittenService } from "../../1-load/federation-file.ts";
import { membersOf } from "../../1-load/spelled-out/groups.ts";
import type { FederationEdit } from "../../edit/federation-edit.ts";
import type { NodePath } from "../../edit/layout.ts";
import { Failure } from "../../findings/failure.ts";
import type { Removals } from "./removals.ts";

interface Use {
  /** The key under `consume`: a cluster or a group. */
  readonly key: string;
  /** The clusters that this key means. */
  readonly covered: readonly string[];
  readonly service: WrittenService;
  /** Those that take it back. */
  readonly exposers: readonly string[];
  /** Whether these are all, because the user named none. */
  readonly isEverywhere: boolean;
  readonly half: "allow" | "consume" | undefined;
}

/**
 * The consuming half. An entry goes if it leads only to those that take the service back. One that leads elsewhere too loses them in its failover. If
 * its routes lead there, a Failure says where: only the user knows where these calls go then.
 */
export function consumptionRemovals(use: Use, removals: Removals, edit: FederationEdit): void {
  const { key, service, exposers, half } = use;
  const written = service.consume?.[key];
  if (!written) return;
  const { file } = edit.loaded;
  const isList = "map" in written;
  const entries = isList ? [...written.entries()] : [[undefined, written] as const];
  const going = entries.filter(([, entry]) => goes(entry, use, file));
  if (half === "allow") {
    for (const [index, entry] of going) removals.letWait(pathOf(key, index), entry, "exposer");
    return;
  }
  if (going.length === entries.length) {
    removals.remove(["consume", key]);
    return;
  }
  for (const [index, entry] of entries.reverse())
    if (goes(entry, use, file)) removals.remove(pathOf(key, index), ["consume", key, entry.as ?? ""]);
    else removeDestinations(entry, index, { key, exposers }, removals, edit);
}

function pathOf(key: string, index: number | undefined): NodePath {
  return ["consume", key, ...(index === undefined ? [] : [index])];
}

function goes(entry: ConsumeAsWritten, { isEverywhere, service, exposers, covered, key }: Use, file: FederationFile): boolean {
  if (isEverywhere) return true;
  const targets = [...failoverOf(entry), ...(entry.routes ?? []).flatMap(({ to }) => to)].flatMap(({ cluster }) => cluster ?? []);
  const losing = clustersOf(exposers, file);
  if (targets.length > 0) return clustersOf(targets, file).every((target) => losing.includes(target));
  // Without routes, any cluster that allows it serves it.
  const others = Object.entries(service.expose ?? {}).filter(([exposer]) => !exposers.includes(exposer) && exposer !== key);
  const serves = (name: string) => membersOf(name, file).some((member) => covered.includes(member));
  return !others.some(([, { allow = {} }]) => Object.keys(allow).some(serves));
}

function removeDestinations(
  entry: ConsumeAsWritten,
  index: number | undefined,
  { key, exposers }: Pick<Use, "key" | "exposers">,
  removals: Removals,
  edit: FederationEdit,
): void {
  const { file } = edit.loaded;
  const losing = clustersOf(exposers, file);
  for (const { to } of entry.routes ?? [])
    for (const [item, { cluster }] of to.entries())
      if (cluster !== undefined && losing.includes(cluster))
        throw new Failure(
          `a route of \`${key}\` leads to \`${cluster}\`: ${edit.pointOf(to, item)}`,
          "take that destination, or its route, out first: only you know where these calls go then",
        );
  const { failover } = entry;
  for (const [item, { cluster }] of [...failoverOf(entry).entries()].reverse()) {
    const members = cluster === undefined ? [] : clustersOf([cluster], file);
    if (cluster === undefined || !members.some((member) => losing.includes(member))) continue;
    if (!members.every((member) => losing.includes(member)))
      throw new Failure(
        `the failover of \`${key}\` names the group \`${cluster}\`: ${typeof failover === "string" || !failover ? edit.pointOf(entry, "failover") : edit.pointOf(failover, item)}`,
        "write its clusters there first, without those that are to go",
      );
    removals.remove(
      [...pathOf(key, index), "failover", item],
      ["consume", key, ...(index === undefined ? [] : [entry.as ?? ""]), "failover", cluster],
    );
  }
}

function failoverOf({ failover = [] }: ConsumeAsWritten): readonly DestinationEntry[] {
  return typeof failover === "string" ? [{ cluster: failover }] : failover;
}

/** The clusters that names mean, with those of a group in its place. */
function clustersOf(names: readonly string[], file: FederationFile): readonly string[] {
  return names.flatMap((name) => membersOf(name, file));
}
