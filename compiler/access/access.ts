import { exposedServiceText } from "../2-resolve/exposed-service.ts";
import type { Consumption, Exposure, Federation } from "../2-resolve/federation.ts";
import { subsetWith } from "../2-resolve/subsets.ts";
import { allows } from "../5-verify/intent/granted-request.ts";
import { type AnsweredPort, destinationsInOrder } from "../5-verify/intent/grants-in-force.ts";
import { Intents } from "../5-verify/intent/intents.ts";
import { workloadCalling } from "../5-verify/probes/callers.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";
import { compare } from "../findings/finding.ts";
import { inSteps } from "../findings/progress.ts";
import type { HttpRequest } from "../istio/call.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import { UnsupportedObject } from "../istio/objects/unsupported-object.ts";
import type { Outcome, Reached } from "../istio/verdict.ts";
import { type AskingCaller, askingCallers } from "./asking-callers.ts";
import type { Concerned } from "./concerned.ts";
import { meshesOnUse } from "./meshes-on-use.ts";
import { outcomesOfRequests } from "./outcomes-of-requests.ts";
import { accessOfPartners } from "./partner-access.ts";
import { type AskedRequests, requestsToAsk } from "./requests-to-ask.ts";
import type { Access } from "./who-may-call.ts";
import { WordsOnTheWay } from "./words-on-the-way.ts";

/**
 * Who may call what, sorted by consuming cluster, then name, caller and route. Each local name is tried by every caller and with every
 * request that the file or an object on the way distinguishes. For clusters that configure themselves, the gateways that they reach are
 * tried. `extra` words are tried everywhere, so that two states can be compared. Names that are not `concerned` are left out, and the objects
 * of clusters that no call visits are not asked for. If `unknowable` is given, it gets the names whose calls objects of others keep from being
 * known. `meshes` are the objects as proxies see them, if facts of their own belong to them.
 */
export function accessOf(
  federation: Federation,
  objectsByCluster: ReadonlyMap<string, readonly unknown[]>,
  extra?: Vocabulary,
  concerned: Concerned = () => true,
  unknowable?: (consumption: Consumption, error: UnsupportedObject) => void,
  meshes: Meshes = meshesOnUse(federation, objectsByCluster),
): readonly Access[] {
  const { facts } = new Intents(federation);
  const words = new WordsOnTheWay(objectsByCluster);
  const callersOf = askingCallers(facts.grants, extra);
  const answers = facts.grants.answers().filter(({ consumption }) => concerned(consumption));
  const accessByName = (answer: AnsweredPort) =>
    words.follow(
      [answer.consumption.cluster.name, ...answer.grants.map(({ exposure }) => exposure.cluster.name)],
      (vocabulary, visited) => {
        const callers = callersOf(answer.consumption, vocabulary);
        const requests = requestsToAsk(answer, vocabulary, extra);
        return requests.flatMap((asked) => callers.flatMap((caller) => accessBy(meshes, answer, caller, asked, visited)));
      },
    );
  const byNames: Access[] = [];
  for (const answer of inSteps("following calls", answers, answers.length, "local names"))
    try {
      byNames.push(...accessByName(answer));
    } catch (error) {
      if (!unknowable || !(error instanceof UnsupportedObject)) throw error;
      unknowable(answer.consumption, error);
    }
  return [...byNames, ...accessOfPartners(meshes, facts, words, extra, concerned)].sort((a, b) => compare(a.from, b.from));
}

function accessBy(
  meshes: Meshes,
  answer: AnsweredPort,
  caller: AskingCaller,
  asked: AskedRequests,
  visited: Set<string>,
): readonly Access[] {
  const { cluster, as, port, service, callerLabels = {} } = answer.consumption;
  const from = workloadCalling(answer.consumption, caller.account);
  const pods = Object.entries(callerLabels).map(([key, value]) => `${key}=${value}`);
  const order = destinationsInOrder(answer);
  const positions = order.length > 0 ? [...order.keys()] : [0];
  return positions.flatMap((position) => {
    const unavailable = order.slice(0, position);
    const arrivals = new Map<string, { end: Arrival; share: number; requests: (HttpRequest | undefined)[] }>();
    const outcomes = outcomesOfRequests(meshes, { from, requests: asked.requests, unavailable }, visited);
    for (const [i, request] of asked.requests.entries()) {
      const ends = new Map<string, { end: Arrival; share: number }>();
      for (const outcome of outcomes[i] ?? []) {
        const end = arrivalAbroad(answer, outcome.end, request);
        if (end && outcome.share > 0)
          getOrMake(ends, `${end.cluster} ${end.service} ${end.port} ${end.subset}`, () => ({ end, share: 0 })).share += outcome.share;
      }
      for (const [key, { end, share }] of ends) getOrMake(arrivals, key, () => ({ end, share, requests: [] })).requests.push(request);
    }
    return [...arrivals.values()].map(({ end, share, requests: arriving }): Access => {
      const exposure = service.exposures.find(({ cluster: exposer }) => exposer.name === end.cluster);
      const requests = asked.describe(arriving);
      return {
        from: cluster.name,
        caller: caller.name,
        ...(pods.length > 0 && { pods: pods.join(", ") }),
        as: `${as?.host}:${port}`,
        ...(asked.when !== undefined && { when: asked.when }),
        to: end.cluster,
        service: exposure ? service.name : `${end.service} (not exposed)`,
        local: exposure && isAt(exposure, end) ? exposedServiceText(exposure) : `${end.service}:${end.port}`,
        ...(end.subset !== undefined && { subset: end.subset }),
        share,
        ...(order.length > 1 && { order: position + 1 }),
        ...(requests && { requests }),
      };
    });
  });
}

type Arrival = Pick<Reached, "cluster" | "service" | "port"> & { readonly subset?: string | undefined };

/** Where a call ends in another cluster: by the objects or, in a cluster that configures itself, by the file. */
function arrivalAbroad({ consumption }: AnsweredPort, end: Outcome["end"], request: HttpRequest | undefined): Arrival | undefined {
  const { cluster, service } = consumption;
  if (end.kind === "refused" || end.cluster === cluster.name) return undefined;
  const exposure = service.exposures.find((one) => one.cluster.name === end.cluster);
  if (end.kind === "reached") return { ...end, subset: exposure && subsetWith(exposure, end.labels) };
  const allow = exposure?.allows.find(({ consumer }) => consumer === cluster);
  if (!exposure || !allow || !allows(allow, request, undefined)) return undefined;
  const { name, namespace } = exposure.local;
  return { cluster: exposure.cluster.name, service: `${name}.${namespace}`, port: exposure.port };
}

function isAt({ local, port }: Exposure, end: Arrival): boolean {
  return end.service === `${local.name}.${local.namespace}` && end.port === port;
}
