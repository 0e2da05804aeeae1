import { callerEntries } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import type { FederationObject } from "../../4-plan/objects.ts";
import { requestsToAsk } from "../../6-verify/access/requests-to-ask.ts";
import type { Call, HttpRequest } from "../../6-verify/call.ts";
import { Intentions } from "../../6-verify/intent/intentions.ts";
import { type Mentioned, mentionedIn } from "../../6-verify/mentioned.ts";
import { type Account, listedAccounts } from "../../6-verify/probes/callers.ts";
import { probesOf } from "../../6-verify/probes/probes.ts";
import { strangeCalls } from "../../6-verify/probes/strange-names.ts";

/** The objects of clusters that change, as they stand and as they are to be; and of these only those that change. */
export interface Changing {
  readonly before: ReadonlyMap<string, readonly FederationObject[]>;
  readonly after: ReadonlyMap<string, readonly FederationObject[]>;
  readonly changed: readonly FederationObject[];
}

/**
 * Calls that tell what a change does on its way: of each local name by everybody whom the file or an object names, for whatever the file or
 * an object that changes tells apart; of those who come past their own gateway; and of names that only standing objects answer.
 */
export function* callsToTry(federation: Federation, { before, after, changed }: Changing): Generator<Call> {
  const { known } = new Intentions(federation);
  const mentioned = mentionedIn(new Map([...[...before].map(([name, all]) => [`${name} before`, all] as const), ...after]));
  const told = mentionedIn(new Map([["changed", changed]]));
  for (const answer of known.grants.answers()) {
    const { cluster, as, port, callerLabels: labels = {} } = answer.consumption;
    if (!before.has(cluster.name) && !answer.consumption.service.exposures.some((one) => before.has(one.cluster.name))) continue;
    const callers = callersIn(cluster, [...callerEntries(answer.consumption.callers), "any"], mentioned);
    const [first] = answer.failover;
    for (const { requests } of requestsToAsk(answer, mentioned))
      for (const account of callers)
        for (const request of everyKind(requests, told)) {
          const from = { kind: "workload", cluster: cluster.name, ...account, labels, host: as?.host ?? "", port: port ?? 0 } as const;
          yield { from, ...(request && { request }) };
          if (first) yield { from, ...(request && { request }), down: [first.exposure.cluster.name] };
        }
  }
  const concerned = clustersConcerned(federation, before);
  for (const call of probesOf(known)) if (concerned.has(placeOf(call))) yield call;
  for (const call of strangeCalls(known, mentioned)) if (concerned.has(placeOf(call))) yield call;
  for (const [cluster, objects] of before) yield* callsOfStandingNames(federation, cluster, objects, after.get(cluster) ?? [], mentioned);
}

/** Those that change, and whoever calls these: what others do has nothing to do with the change. */
function clustersConcerned({ grants }: Federation, before: Changing["before"]): ReadonlySet<string> {
  const callers = grants.filter(({ exposure }) => before.has(exposure.cluster.name)).map(({ consumer }) => consumer.name);
  return new Set([...before.keys(), ...callers]);
}

function placeOf({ from }: Call): string {
  return from.kind === "workload" ? from.cluster : from.at.cluster;
}

/** Each method with each path, of those that are asked for and those that change. */
function everyKind(asked: readonly (HttpRequest | undefined)[], { methods, paths }: Mentioned): readonly (HttpRequest | undefined)[] {
  const requests = asked.flatMap((request) => request ?? []);
  const [like] = requests;
  if (!like) return asked;
  const allMethods = new Set([...requests.map(({ method }) => method), ...methods]);
  const allPaths = new Set([...requests.map(({ path }) => path), ...[...paths].map((path) => path.replace("*", "probe"))]);
  return [...allMethods].flatMap((method) => [...allPaths].map((path) => ({ ...like, method, path })));
}

/** Of names that are not answered any more afterwards. */
function* callsOfStandingNames(
  { clusters }: Federation,
  cluster: string,
  before: readonly FederationObject[],
  after: readonly FederationObject[],
  mentioned: Mentioned,
): Generator<Call> {
  const { methods, paths } = mentioned;
  const answered = new Set(after.flatMap((object) => (isLocalName(object) ? object.spec.hosts : [])));
  const callers = callersIn(clusters.get(cluster), [], mentioned);
  for (const object of before) {
    if (!isLocalName(object)) continue;
    const { hosts, http = [], tcp = [] } = object.spec;
    for (const host of hosts.filter((one) => !answered.has(one)))
      for (const account of callers) {
        for (const { match = [] } of http)
          for (const { port = 0, sourceLabels: labels = {} } of match)
            for (const method of ["GET", ...methods])
              for (const path of ["/probe", ...[...paths].map((one) => one.replace("*", "probe"))])
                yield { from: { kind: "workload", cluster, ...account, labels, host, port }, request: { method, path, headers: {} } };
        for (const { match = [] } of tcp)
          for (const { port = 0, sourceLabels: labels = {} } of match)
            yield { from: { kind: "workload", cluster, ...account, labels, host, port } };
      }
  }
}

/** Whoever is listed, and whoever of a cluster an object names: also those whom the file does not list any more. */
function callersIn(cluster: Cluster | undefined, listed: readonly string[], { principals }: Mentioned): readonly Account[] {
  const start = `${cluster?.trustDomain}/ns/`;
  const named = [...principals].flatMap((principal) => {
    const [namespace, , account = ""] = principal.startsWith(start) ? principal.slice(start.length).split("/") : [];
    return namespace === undefined ? [] : [account === "" || account.includes("*") ? `${namespace}/*` : `${namespace}/${account}`];
  });
  const names = [...new Set([...listed, ...named])];
  return names.flatMap((name) => listedAccounts(name === "any" ? name : [name]));
}

function isLocalName(object: FederationObject): object is Extract<FederationObject, { kind: "VirtualService" }> {
  return object.kind === "VirtualService" && object.spec.gateways === undefined;
}
