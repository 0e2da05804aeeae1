import type { Labels } from "../1-load/federation-file.ts";
import { callerEntries } from "../2-resolve/caller-lists.ts";
import type { Federation } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { sorted } from "../2-resolve/names.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { ForeignProbes } from "../5-verify/foreign/foreign-probes.ts";
import type { AnsweredPort } from "../5-verify/intent/grants-in-force.ts";
import { Intents } from "../5-verify/intent/intents.ts";
import { type Account, listedAccounts, workloadCalling } from "../5-verify/probes/callers.ts";
import type { Probe } from "../5-verify/probes/probe.ts";
import { probesWithoutTables } from "../5-verify/probes/probes.ts";
import { strangeProbes } from "../5-verify/probes/strange-names.ts";
import { type Vocabulary, vocabularyIn } from "../5-verify/vocabulary.ts";
import { requestsToAsk } from "../access/requests-to-ask.ts";
import { WordsOnTheWay } from "../access/words-on-the-way.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import type { Mesh } from "../istio/objects/mesh.ts";
import type { WaysOfCalls } from "./ways-of-calls.ts";

/** The live and the desired objects of the clusters that change, and both versions of those objects that change. */
interface Changing {
  readonly before: ReadonlyMap<string, readonly FederationObject[]>;
  readonly after: ReadonlyMap<string, readonly FederationObject[]>;
  readonly changed: ReadonlyMap<string, readonly FederationObject[]>;
}

/** Probes that are followed with the words of the clusters that they visit. */
interface ProbeGroup {
  readonly words: WordsOnTheWay;
  /** The clusters that they visit, as far as the file says. */
  readonly expected: readonly string[];
  readonly probes: (vocabulary: Vocabulary) => Iterable<Probe>;
}

/**
 * The calls that show the effect of a change in its intermediate states:
 *
 * - to each local name of a cluster that changes, or whose exposing cluster does, by every caller that the file or a changing object on the
 *   way names, with every request that these distinguish. What does not change treats all others alike, as the file says;
 * - by callers that bypass their own gateway;
 * - to names that only live objects answer.
 *
 * A change cannot affect calls between clusters that do not change.
 */
export class ProbesOfChange {
  /** The number of groups. */
  readonly size: number;
  readonly #federation: Federation;
  readonly #changing: Changing;
  readonly #answers: readonly AnsweredPort[];
  readonly #removed: readonly RemovedName[];
  readonly #ways: WaysOfCalls;
  /** The clusters whose trust domain is another's too. */
  readonly #sharing: ReadonlySet<string>;

  /** `ways` are those through the live and the desired objects. */
  constructor(federation: Federation, changing: Changing, ways: WaysOfCalls) {
    this.#ways = ways;
    this.#federation = concernedPart(federation, changing.before);
    this.#changing = changing;
    const { facts } = new Intents(this.#federation);
    this.#answers = facts.grants.answers().filter(({ consumption }) => clustersOf(consumption).some((name) => changing.before.has(name)));
    this.#removed = [...changing.before].flatMap(([cluster, objects]) => removedNames(cluster, objects, changing.after.get(cluster) ?? []));
    const byDomain = grouped([...federation.clusters.values()], ({ trustDomain }) => trustDomain);
    this.#sharing = new Set([...byDomain.values()].flatMap((sharing) => (sharing.length > 1 ? sharing.map(({ name }) => name) : [])));
    this.size = this.#answers.length + this.#removed.length + 1;
  }

  /** `afterEach` are the states before all waves and after each of them. */
  *groups(afterEach: readonly Meshes[]): Generator<ProbeGroup> {
    const { before, changed } = this.#changing;
    const changedWords = new WordsOnTheWay(changed);
    for (const answer of this.#answers)
      yield {
        words: changedWords,
        expected: clustersOf(answer.consumption),
        probes: (vocabulary) =>
          probesOfName(
            answer,
            vocabulary,
            this.#callers(answer.consumption.cluster.name, vocabulary, (own) => changedWords.in(own)),
          ),
      };
    const byThemselves = (probes: () => Iterable<Probe>) => ({ words: changedWords, expected: [...before.keys()], probes });
    for (const name of this.#removed) yield byThemselves(() => this.#probesOfRemovedName(name));
    yield byThemselves(() => this.#probesOfFile(afterEach));
  }

  /**
   * The callers of a cluster that objects name, also those that the file no longer lists. If several meshes share a trust domain, only a
   * mesh's own objects tell which callers are in that mesh.
   */
  #callers(cluster: string, vocabulary: Vocabulary, ownWords: (cluster: string) => Vocabulary): readonly string[] {
    const { principals } = this.#sharing.has(cluster) ? ownWords(cluster) : vocabulary;
    const start = `${this.#federation.clusters.get(cluster)?.trustDomain}/ns/`;
    return [...principals].flatMap((principal) => {
      const [namespace, , account = ""] = principal.startsWith(start) ? principal.slice(start.length).split("/") : [];
      return namespace === undefined ? [] : [account === "" || account.includes("*") ? `${namespace}/*` : `${namespace}/${account}`];
    });
  }

  /** By everyone and with every request that an object on its way names. Where everybody was let through, no object names anybody. */
  *#probesOfRemovedName({ cluster, host, port, labels, isTcp }: RemovedName): Generator<Probe> {
    const from = { kind: "workload", cluster, namespace: "", account: "", labels, host, port } as const;
    const way = this.#ways.of(from, []);
    const words = this.#ways.wordsOn(way);
    const callers = this.#callers(cluster, words, (own) => this.#ways.wordsOn({ ...way, clusters: new Set([own]) }));
    const paths = ["/probe", ...[...words.paths].map((path) => path.replace("*", "probe"))];
    const requests = ["GET", ...words.methods].flatMap((method) => paths.map((path) => ({ method, path, headers: {} })));
    for (const account of accountsAmong(["any", ...callers]))
      yield { from: { ...from, ...account }, requests: isTcp ? [undefined] : requests };
  }

  /**
   * What every build tries, at or from a cluster that changes or that calls one. Who else may pass a gateway at most, its objects tell: so
   * those are tried whom they name after any wave. Each of these calls follows from the objects of the one cluster that it is made at.
   */
  *#probesOfFile(afterEach: readonly Meshes[]): Generator<Probe> {
    const { before, changed } = this.#changing;
    const { facts } = new Intents(this.#federation);
    const places = new Set([...before.keys(), ...this.#federation.grants.map(({ consumer }) => consumer.name)]);
    const ofFile = [probesWithoutTables(facts), strangeProbes(facts, vocabularyIn(changed))];
    const known = new Set<Mesh>();
    for (const probes of ofFile) for (const probe of probes) if (places.has(placeOf(probe))) yield probe;
    const foreign = new ForeignProbes(facts);
    for (const meshes of afterEach) {
      const fresh = newMeshes(meshes, places, known);
      for (const cluster of this.#federation.clusters.values()) yield* foreign.at(cluster, fresh.get(cluster.name));
    }
  }
}

/** The services and grants of the clusters that change, with their partners. */
function concernedPart(federation: Federation, changing: Changing["before"]): Federation {
  const changes = ({ cluster }: { readonly cluster: { readonly name: string } }) => changing.has(cluster.name);
  return {
    ...federation,
    services: federation.services.filter(({ exposures, consumptions }) => exposures.some(changes) || consumptions.some(changes)),
    grants: federation.grants.filter(({ consumer, exposure }) => changes(exposure) || changing.has(consumer.name)),
  };
}

/** The clusters among some whose state is not known yet. */
function newMeshes({ clusters }: Meshes, among: Iterable<string>, known: Set<Mesh>): Meshes["clusters"] {
  const fresh = new Map<string, Mesh>();
  for (const name of among) {
    const mesh = clusters.get(name);
    if (!mesh || known.has(mesh)) continue;
    known.add(mesh);
    fresh.set(name, mesh);
  }
  return fresh;
}

function clustersOf({ cluster, service }: AnsweredPort["consumption"]): readonly string[] {
  return [...new Set([cluster, ...service.exposures.map((exposure) => exposure.cluster)].map(({ name }) => name))];
}

function placeOf({ from }: Probe): string {
  return from.kind === "workload" ? from.cluster : from.at.cluster;
}

function* probesOfName(answer: AnsweredPort, vocabulary: Vocabulary, callers: readonly string[]): Generator<Probe> {
  const { consumption } = answer;
  const accounts = accountsAmong([...callerEntries(consumption.callers), "any", ...callers]);
  const [first] = answer.failover;
  const lists = requestsToAsk(answer, vocabulary).map(({ requests }) => everyRequest(requests, vocabulary));
  for (const account of accounts) {
    const from = workloadCalling(consumption, account);
    for (const requests of lists) {
      yield { from, requests };
      if (first) yield { from, requests, unavailable: [first.exposure.cluster.name] };
    }
  }
}

/** Every method with every path, of the requests and of the changing objects. */
function everyRequest(requestsOfFile: Probe["requests"], { methods, paths }: Vocabulary): Probe["requests"] {
  const requests = requestsOfFile.flatMap((request) => request ?? []);
  const [first] = requests;
  if (!first) return requestsOfFile;
  const allMethods = new Set([...requests.map(({ method }) => method), ...methods]);
  const allPaths = new Set([...requests.map(({ path }) => path), ...[...paths].map((path) => path.replace("*", "probe"))]);
  return [...allMethods].flatMap((method) => [...allPaths].map((path) => ({ ...first, method, path })));
}

/** A local name that the desired objects no longer answer, for pods with some labels. */
interface RemovedName extends Address {
  readonly cluster: string;
}

function removedNames(cluster: string, before: readonly FederationObject[], after: readonly FederationObject[]): readonly RemovedName[] {
  const addressesIn = (objects: readonly FederationObject[]) =>
    objects.flatMap((object) => (isLocalName(object) ? addressesOf(object) : []));
  const answered = new Set(addressesIn(after).map(({ host, port }) => `${host}:${port}`));
  return addressesIn(before).flatMap((address) => (answered.has(`${address.host}:${address.port}`) ? [] : [{ cluster, ...address }]));
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

function accountsAmong(callers: readonly string[]): readonly Account[] {
  return sorted(callers).flatMap((name) => listedAccounts(name === "any" ? name : [name]));
}
