import type { Labels } from "../1-load/federation-file.ts";
import { callerEntries } from "../2-resolve/caller-lists.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import type { FederationFacts } from "../5-verify/intent/federation-facts.ts";
import type { AnsweredPort } from "../5-verify/intent/grants-in-force.ts";
import { Intents } from "../5-verify/intent/intents.ts";
import { type Account, listedAccounts } from "../5-verify/probes/callers.ts";
import { probesOf } from "../5-verify/probes/probes.ts";
import { strangeCalls } from "../5-verify/probes/strange-names.ts";
import { type Vocabulary, vocabularyByCluster, vocabularyOfAny } from "../5-verify/vocabulary.ts";
import { requestsToAsk } from "../access/requests-to-ask.ts";
import type { Call, HttpRequest } from "../istio/call.ts";

/** The live and the desired objects of the clusters that change, and both versions of those objects that change. */
interface Changing {
  readonly before: ReadonlyMap<string, readonly FederationObject[]>;
  readonly after: ReadonlyMap<string, readonly FederationObject[]>;
  readonly changed: ReadonlyMap<string, readonly FederationObject[]>;
}

/** Up to so many local names, all calls are tried. */
const maxNames = 200;

/**
 * The calls that show the effect of a change in its intermediate states:
 *
 * - to each local name, by every caller that the file or an object names, with every request that the file or a changing object
 *   distinguishes;
 * - by callers that bypass their own gateway;
 * - to names that only live objects answer.
 *
 * If there are very many names, each is tried with a part of the calls, in turn. The result can be iterated several times.
 */
export function probesOfChange(federation: Federation, { before, after, changed }: Changing): Iterable<Call> {
  const { facts } = new Intents(federation);
  const everywhere = new Map([...after].map(([name, all]) => [name, [...all, ...(before.get(name) ?? [])]] as const));
  const [byAll, byChanged] = [vocabularyByCluster(everywhere), vocabularyByCluster(changed)];
  const callers = callersIn(federation, byChanged, byAll);
  const context = { federation, facts, before, after, vocabulary: vocabularyOfAny(byAll), byChanged, callers };
  return { [Symbol.iterator]: () => callsOf(context) };
}

interface ProbeContext extends Omit<Changing, "changed"> {
  readonly federation: Federation;
  readonly facts: FederationFacts;
  readonly vocabulary: Vocabulary;
  readonly byChanged: ReadonlyMap<string, Vocabulary>;
  readonly callers: CallersOf;
}

function* callsOf({ federation, facts, before, after, vocabulary, byChanged, callers }: ProbeContext): Generator<Call> {
  const answers = facts.grants.answers().filter(({ consumption }) => clustersOf(consumption).some((name) => before.has(name)));
  const step = Math.ceil(answers.length / maxNames);
  for (const [turn, answer] of answers.entries()) {
    const { cluster, callers: listed } = answer.consumption;
    const accounts = callers(cluster.name, [...callerEntries(listed), "any"], turn);
    const changedWords = clustersOf(answer.consumption).flatMap((name) => byChanged.get(name) ?? []);
    let count = 0;
    for (const call of callsOfName(answer, accounts, vocabulary, changedWords)) {
      if (count === 0 || (count + turn) % step === 0) yield call;
      count += 1;
    }
  }
  const concerned = clustersConcerned(federation, before);
  for (const call of probesOf(facts)) if (concerned.has(placeOf(call))) yield call;
  for (const call of strangeCalls(facts, vocabulary)) if (concerned.has(placeOf(call))) yield call;
  for (const [cluster, objects] of before) yield* callsOfRemovedNames(cluster, objects, after.get(cluster) ?? [], callers, vocabulary);
}

function clustersOf({ cluster, service }: AnsweredPort["consumption"]): readonly string[] {
  return [...new Set([cluster, ...service.exposures.map((exposure) => exposure.cluster)].map(({ name }) => name))];
}

function* callsOfName(
  answer: AnsweredPort,
  accounts: readonly Account[],
  vocabulary: Vocabulary,
  changedWords: readonly Vocabulary[],
): Generator<Call> {
  const { cluster, as, port, callerLabels: labels = {} } = answer.consumption;
  const [first] = answer.failover;
  for (const { requests } of requestsToAsk(answer, vocabulary)) {
    const allRequests = everyRequest(requests, changedWords);
    for (const account of accounts)
      for (const request of allRequests) {
        const from = { kind: "workload", cluster: cluster.name, ...account, labels, host: as?.host ?? "", port: port ?? 0 } as const;
        yield { from, ...(request && { request }) };
        if (first) yield { from, ...(request && { request }), unavailable: [first.exposure.cluster.name] };
      }
  }
}

/** The clusters that change, and those that call them. A change cannot affect other clusters. */
function clustersConcerned({ grants }: Federation, before: Changing["before"]): ReadonlySet<string> {
  const callers = grants.filter(({ exposure }) => before.has(exposure.cluster.name)).map(({ consumer }) => consumer.name);
  return new Set([...before.keys(), ...callers]);
}

function placeOf({ from }: Call): string {
  return from.kind === "workload" ? from.cluster : from.at.cluster;
}

/** Every method with every path, of the requests and of the changing objects. */
function everyRequest(
  requestsOfFile: readonly (HttpRequest | undefined)[],
  changedWords: readonly Vocabulary[],
): readonly (HttpRequest | undefined)[] {
  const requests = requestsOfFile.flatMap((request) => request ?? []);
  const [first] = requests;
  if (!first) return requestsOfFile;
  const allMethods = new Set([...requests.map(({ method }) => method), ...changedWords.flatMap(({ methods }) => [...methods])]);
  const allPaths = new Set([
    ...requests.map(({ path }) => path),
    ...changedWords.flatMap(({ paths }) => [...paths]).map((path) => path.replace("*", "probe")),
  ]);
  return [...allMethods].flatMap((method) => [...allPaths].map((path) => ({ ...first, method, path })));
}

/** Calls to local names that the desired objects no longer answer. */
function* callsOfRemovedNames(
  cluster: string,
  before: readonly FederationObject[],
  after: readonly FederationObject[],
  callers: CallersOf,
  { methods, paths }: Vocabulary,
): Generator<Call> {
  const answered = new Set(
    after.flatMap((object) => (isLocalName(object) ? addressesOf(object).map(({ host, port }) => `${host}:${port}`) : [])),
  );
  for (const [turn, object] of before.entries()) {
    if (!isLocalName(object)) continue;
    const lost = addressesOf(object).filter(({ host, port }) => !answered.has(`${host}:${port}`));
    // Where everybody was let through, no object names anybody.
    for (const { host, port, labels, isTcp } of lost)
      for (const account of callers(cluster, ["any"], turn)) {
        const from = { kind: "workload", cluster, ...account, labels, host, port } as const;
        if (isTcp) yield { from };
        else
          for (const method of ["GET", ...methods])
            for (const path of ["/probe", ...[...paths].map((one) => one.replace("*", "probe"))])
              yield { from, request: { method, path, headers: {} } };
      }
  }
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly labels: Labels;
  readonly isTcp: boolean;
}

/** Where a local name is answered, and for pods with which labels. */
function addressesOf({ spec: { hosts, http = [], tcp = [] } }: LocalName): readonly Address[] {
  const matches = [...http.map(({ match = [] }) => ({ match, isTcp: false })), ...tcp.map(({ match = [] }) => ({ match, isTcp: true }))];
  const addresses = hosts.flatMap((host) =>
    matches.flatMap(({ match, isTcp }) => match.map(({ port = 0, sourceLabels: labels = {} }) => ({ host, port, labels, isTcp }))),
  );
  return [...new Map(addresses.map((one) => [JSON.stringify(one), one])).values()];
}

type LocalName = Extract<FederationObject, { kind: "VirtualService" }>;

function isLocalName(object: FederationObject): object is LocalName {
  return object.kind === "VirtualService" && object.spec.gateways === undefined;
}

/** Each name is called by at most so many callers that no changing object names. */
const maxOtherCallers = 6;

/** The callers that try a local name of a cluster while objects change. `turn` is the number of the name. */
type CallersOf = (cluster: string, listed: readonly string[], turn: number) => readonly Account[];

/**
 * The listed callers, those that a changing object names, and others, also those that the file no longer lists. If there are many others,
 * each name is called by some of them, in turn.
 */
function callersIn(federation: Federation, changed: ReadonlyMap<string, Vocabulary>, all: ReadonlyMap<string, Vocabulary>): CallersOf {
  const namesByCluster = new Map<string, { readonly changing: readonly string[]; readonly others: readonly string[] }>();
  const namesIn = (cluster: string) => {
    const changing = accountsIn(federation, cluster, changed);
    return { changing, others: accountsIn(federation, cluster, all).filter((name) => !changing.includes(name)) };
  };
  return (cluster, listed, turn) => {
    const { changing, others } = namesByCluster.get(cluster) ?? namesIn(cluster);
    namesByCluster.set(cluster, { changing, others });
    const step = Math.max(Math.ceil(others.length / maxOtherCallers), 1);
    const names = new Set([...listed, ...changing, ...others.filter((_, i) => i % step === turn % step)]);
    return [...names].flatMap((name) => listedAccounts(name === "any" ? name : [name]));
  };
}

/** If several meshes share a trust domain, only a mesh's own objects tell which callers are in that mesh. */
function accountsIn({ clusters }: Federation, name: string, vocabulary: ReadonlyMap<string, Vocabulary>): readonly string[] {
  const domain = clusters.get(name)?.trustDomain;
  const shared = [...clusters.values()].some((other) => other.name !== name && other.trustDomain === domain);
  const vocabularies = shared ? [vocabulary.get(name)] : [...vocabulary.values()];
  const start = `${domain}/ns/`;
  const principals = vocabularies.flatMap((words) => [...(words?.principals ?? [])]);
  const accounts = principals.flatMap((principal) => {
    const [namespace, , account = ""] = principal.startsWith(start) ? principal.slice(start.length).split("/") : [];
    return namespace === undefined ? [] : [account === "" || account.includes("*") ? `${namespace}/*` : `${namespace}/${account}`];
  });
  return [...new Set(accounts)];
}
