import { awaitingHalves } from "../../2-resolve/awaiting-halves.ts";
import type { Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { callerInWords, formerRequestsInWords, requestsInWords } from "../../access/access-in-words.ts";
import { widestCallers } from "../../access/asking-callers.ts";
import {
  type AccessChange,
  accessChangeKinds,
  byCallerAndService,
  givesMore,
  readsRequestsAnew,
} from "../../access/changes/access-change.ts";
import type { Access } from "../../access/who-may-call.ts";
import type { Place } from "../../findings/source.ts";
import type { Entry, ServiceCallers } from "../change-report.ts";
import { type ComparedVersions, entryAt } from "../describe.ts";
import type { Difference } from "../differences.ts";
import type { FileVersion } from "../file-version.ts";
import type { Owners } from "../owners.ts";

/** Who may call more or less, by the objects. Callers with the same change share an entry. */
export function accessEntries(
  changes: readonly AccessChange[],
  { before, after, differences, owners }: ComparedVersions,
): readonly Entry[] {
  const explained = new Set<Difference>();
  const entries = [...grouped(changes, sameForAll).values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const { kind, access } = first;
    const causes = causesOf(access, differences.left, owners);
    // Another protocol of a service that stays is more than access: it has an entry of its own, which asks even if access only narrows.
    for (const cause of causes) if (cause.entry || cause.path[2] !== "protocol") explained.add(cause);
    const place = causes.find(({ at }) => at)?.at ?? allowPlaceIn(kind === "lost" ? before : after, access) ?? causes[0]?.was;
    return entryAt("access", place, causes, wordsOf(first, alike), ownersOf(first, owners));
  });
  differences.take([], (difference) => explained.has(difference));
  const sorted = accessChangeKinds.flatMap((kind) => entries.filter(({ change }) => change === kind));
  return [...sorted, ...silentGrants(changes, { before, after }, owners)];
}

/**
 * Grants of which a half waited and that come into force without a call that arrives by them: the exposer has no address yet, or the routes have no
 * share. The gateways let the consumer in all the same, and later only one side's lines need to change. So both sides are asked now.
 */
function silentGrants(
  changes: readonly AccessChange[],
  { before, after }: Pick<ComparedVersions, "before" | "after">,
  owners: Owners,
): readonly Entry[] {
  const keyOf = (service: string, to: string, from: string) => `${service} ${to} ${from}`;
  const keyOfGrant = ({ exposure, consumer }: Grant) => keyOf(exposure.service.name, exposure.cluster.name, consumer.name);
  const given = changes.filter(givesMore).map(({ access: { service, to, from } }) => keyOf(service, to, from));
  const inForce = before.federation.grants.filter(({ inactive }) => inactive === undefined).map(keyOfGrant);
  const told = new Set([...given, ...inForce]);
  const awaited = new Set(
    [before, after].flatMap(({ federation }) =>
      awaitingHalves(federation).flatMap(({ service, exposer, consumer }) =>
        (exposer === undefined ? owners.exposersOf(service) : [exposer]).map((to) => keyOf(service, to, consumer)),
      ),
    ),
  );
  const silent = after.federation.grants.filter((grant) => {
    const key = keyOfGrant(grant);
    return grant.inactive === undefined && !told.has(key) && awaited.has(key);
  });
  return silent.map(({ allow, exposure: { service, cluster, local, port }, consumer }) => {
    const place = after.placeOf(allow.exposure.written.allow ?? {}, allow.key);
    const words = {
      change: "added" as const,
      subject: `${consumer.name} -> ${service.name} of ${cluster.name}`,
      text: `the grant of ${service.name} by ${cluster.name} to ${consumer.name} comes into force`,
      note: "no call arrives by it yet: an address or a share is missing",
    };
    const exposing = {
      clusters: [cluster.name],
      services: [service.name, ...owners.servicesAt(cluster.name, `${local.name}.${local.namespace}:${port}`)],
    };
    return entryAt("access", place, [], words, owners.asked(exposing, { clusters: [consumer.name] }));
  });
}

/** The same without the file, for overlays. */
export function accessEntry(change: AccessChange, owners: Owners): Entry {
  return entryAt("access", undefined, [], wordsOf(change, [change]), ownersOf(change, owners));
}

/** The owners whom a change of access asks: those who give it, and those whose callers get it. Those who lose it only hear of it. */
function ownersOf({ access: { from, to, service, local }, ...change }: AccessChange, owners: Owners) {
  const consumer = { clusters: [from] };
  if (!givesMore(change)) return { asks: [], informs: owners.of(consumer), unowned: false };
  return owners.asked({ clusters: [to], services: [service, ...owners.servicesAt(to, local)] }, consumer);
}

function sameForAll({ kind, access, before }: AccessChange): string {
  const { from, pods, to, service, local, requests } = access;
  return JSON.stringify([kind, from, pods, to, service, local, requests, before?.requests, before?.pods]);
}

function wordsOf(change: AccessChange, alike: readonly AccessChange[]) {
  const { kind, access, before } = change;
  const callers = widestCallers(alike.map((change) => change.access.caller));
  const who = callerInWords({ ...access, caller: callers.map((caller) => (caller === "any" ? "everyone" : caller)).join(", ") });
  const { from, to, service, local } = access;
  return {
    change: kind,
    subject: `${from} -> ${service} of ${to}`,
    text: `${who} -> ${service} of ${to} (${local})`,
    ...(kind === "lost" ? { before: requestsInWords(access.requests) } : { after: requestsInWords(access.requests) }),
    ...(before && kind !== "gained" && { before: formerRequestsInWords(before, access) }),
    ...(readsRequestsAnew(change) && { note: kind === "widened" ? unread : read }),
  };
}

const unread = "no gateway reads requests any more: every method and path passes, and all that is not HTTP";
const read = "gateways read requests from now on: a connection that carries anything else fails";

/** The fields of both halves of the grant, and of the groups that they name. */
function causesOf({ from, to, service }: Access, differences: readonly Difference[], owners: Owners): readonly Difference[] {
  return differences.filter(({ path: [top, name = "", half, key = "", field, allowed = ""], section }) => {
    if (section !== "access") return false;
    if (top === "groups") return owners.membersOf(name).includes(from);
    if (top !== "services" || name !== service) return false;
    if (half === "expose") return key === to && field === "allow" && owners.membersOf(allowed).includes(from);
    return half === "consume" ? owners.membersOf(key).includes(from) : true;
  });
}

/** The exposer's half of the grant. Access may change by a line elsewhere. */
function allowPlaceIn({ federation, placeOf }: FileVersion, { from, to, service }: Access): Place | undefined {
  const exposures = federation.services.find(({ name }) => name === service)?.exposures ?? [];
  const allow = exposures.find(({ cluster }) => cluster.name === to)?.allows.find(({ consumer }) => consumer.name === from);
  return allow && placeOf(allow.exposure.written.allow ?? {}, allow.key);
}

/** Everybody who may call a service whose access changes, so that readers see who stays. */
export function callersOfChanged(
  changes: readonly AccessChange[],
  before: readonly Access[],
  after: readonly Access[],
): readonly ServiceCallers[] {
  const keyOf = ({ service, to }: Access) => `${service} ${to}`;
  const changed = new Map(changes.map(({ access }) => [keyOf(access), access]));
  const merged = (accesses: readonly Access[]) => grouped([...byCallerAndService(accesses).values()], keyOf);
  const [old, now] = [merged(before), merged(after)];
  return [...changed].map(([key, { service, to }]) => ({
    service,
    cluster: to,
    before: callersInWords(old.get(key) ?? []),
    after: callersInWords(now.get(key) ?? []),
  }));
}

/** `shop/web, shop/job in eu: GET on every path` */
function callersInWords(accesses: readonly Access[]): readonly string[] {
  const alike = grouped(accesses, ({ from, pods, requests }) => JSON.stringify([from, pods, requestsInWords(requests)]));
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const callers = widestCallers([...new Set(same.map(({ caller }) => caller))]);
    const who = callerInWords({ ...first, caller: callers.map((caller) => (caller === "any" ? "everyone" : caller)).join(", ") });
    return [`${who}: ${requestsInWords(first.requests)}`];
  });
}
