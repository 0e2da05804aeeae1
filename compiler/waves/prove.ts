import { labelsText } from "../1-load/labels-text.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { ClusterPlans } from "../4-plan/cluster-plans.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { callOfProbe, type Probe } from "../5-verify/probes/probe.ts";
import { outcomesOfRequests } from "../access/outcomes-of-requests.ts";
import { inSteps } from "../findings/progress.ts";
import type { Call } from "../istio/call.ts";
import type { FlightOutcome } from "../istio/data-path/flight.ts";
import { type ClustersTogether, ClusterVersions } from "./cluster-versions.ts";
import type { Transition } from "./intermediate-overlay.ts";
import { type IntermediateStates, intermediateStates, type StatesAmong } from "./intermediate-states.ts";
import { ProbesOfChange } from "./probes-of-change.ts";
import { type Affecting, ReachOfWaves } from "./reach-of-waves.ts";
import type { KnownTexts } from "./stored-manifests.ts";
import type { Wave } from "./wave.ts";
import { WaysOfCalls } from "./ways-of-calls.ts";

/** A call that fails, or gets through, in an intermediate state only. */
export interface Violation {
  readonly kind: "outage" | "exposure";
  readonly wave: Wave;
  readonly call: Call;
  /** The clusters on the call's path that have applied the wave when it happens. */
  readonly applied: readonly string[];
}

/** What a plan of waves does to calls. */
interface Proven {
  /**
   * The first violation in a state in which some clusters have applied a wave and the rest have not: a call that works before and after the
   * change does not work in between, or a call reaches what it reaches neither before nor after.
   */
  readonly across: Violation | undefined;
  /** The first outage while a cluster has applied only some of its objects. */
  readonly within: Violation | undefined;
}

interface Prepared {
  readonly versions: ClusterVersions;
  readonly probes: ProbesOfChange;
}

/** What becomes of a plan with an outage within a cluster: it is not looked for, or the plan is tried to its end, or not. */
type WithinCluster = "ignored" | "told" | "refused";

/**
 * Proves one change, call by call: tries every probe in every intermediate state. What plans of waves share is worked out once, and only if
 * it is needed. Throws UnsupportedObject if the model does not know a live object.
 */
export class Proof {
  readonly #prepare: () => Prepared;
  #prepared: Prepared | undefined;

  constructor(federation: Federation, plans: ClusterPlans, transitions: ReadonlyMap<string, Transition>, knownTexts: KnownTexts) {
    this.#prepare = () => {
      const versions = new ClusterVersions(federation, plans, transitions, knownTexts);
      const { before, after } = versions;
      const changing = { before, after, changed: changedIn(transitions) };
      return { versions, probes: new ProbesOfChange(federation, changing, new WaysOfCalls(versions, before)) };
    };
  }

  /** Tries a plan of waves up to the first violation across clusters, or the first that is refused. */
  of(waves: readonly Wave[], withinCluster: WithinCluster): Proven {
    // One cluster in one wave has no intermediate state.
    const isAtOnce = waves.length <= 1 && (waves[0]?.overlays.size ?? 0) <= 1;
    if (waves.length === 0) return { across: undefined, within: undefined };
    this.#prepared ??= this.#prepare();
    const { versions, probes } = this.#prepared;
    const states = intermediateStates(versions, waves);
    const triesWithin = withinCluster !== "ignored" && states.anyPartlySynced;
    let within: Violation | undefined;
    if (isAtOnce && !triesWithin) return { across: undefined, within };
    const reach = new ReachOfWaves(versions, waves);
    const firstViolation = (probe: Probe, visited: Set<string>): Violation | undefined => {
      const affecting = reach.affecting(probe.from, hostsIn(probe));
      if (!affecting) return undefined;
      const followed = new FollowedProbe(probe, states, affecting);
      if (triesWithin) within ??= followed.outageWithin();
      const across = isAtOnce ? undefined : followed.violationAcross();
      for (const cluster of followed.visited) visited.add(cluster);
      return across ?? (isAtOnce || withinCluster === "refused" ? within : undefined);
    };
    for (const { words, expected, probes: probesWith } of inSteps(
      "proving waves",
      probes.groups(states.afterEach),
      probes.size,
      "local names",
    )) {
      const violation = words.follow(expected, (vocabulary, visited) => {
        for (const probe of probesWith(vocabulary)) {
          const found = firstViolation(probe, visited);
          if (found) return found;
        }
        return undefined;
      });
      if (violation) return { across: violation === within ? undefined : violation, within };
    }
    return { across: undefined, within };
  }
}

/** The result of a call, in short. */
interface CallResult {
  /** Whether it is served wherever it is sent. */
  readonly works: boolean;
  /** Where it arrives: at which pods of which Service. */
  readonly ends: readonly string[];
}

/** The calls of one caller in the states of a plan of waves. */
class FollowedProbe {
  readonly #probe: Probe;
  readonly #states: IntermediateStates;
  readonly #calls: FollowedCalls;
  readonly #before: readonly CallResult[];
  readonly #after: readonly CallResult[];

  readonly #affecting: Affecting;

  constructor(probe: Probe, states: IntermediateStates, affecting: Affecting) {
    this.#probe = probe;
    this.#states = states;
    this.#affecting = affecting;
    this.#calls = new FollowedCalls(probe, affecting);
    [this.#before, this.#after] = [this.#calls.in(states.first), this.#calls.in(states.last)];
  }

  /** The clusters that the calls visited in any state so far. */
  get visited(): ReadonlySet<string> {
    return this.#calls.visited;
  }

  violationAcross(): Violation | undefined {
    const numbers = [...this.#before.keys()];
    return this.#firstViolation(this.#states.among, this.#calls, numbers, (between, before, after) => {
      if (before.works && after.works && !between.works) return "outage";
      return between.ends.some((end) => !before.ends.includes(end) && !after.ends.includes(end)) ? "exposure" : undefined;
    });
  }

  outageWithin(): Violation | undefined {
    const numbers = [...this.#before.keys()].filter((number) => this.#before[number]?.works && this.#after[number]?.works);
    if (numbers.length === 0) return undefined;
    const { requests } = this.#probe;
    // A list that is sent often is divided by proxies only once.
    const sent = numbers.length === requests.length ? requests : numbers.map((number) => requests[number]);
    const working = new FollowedCalls({ ...this.#probe, requests: sent }, this.#affecting);
    working.in(this.#states.first);
    working.in(this.#states.last);
    return this.#firstViolation(this.#states.within, working, numbers, (between) => (between.works ? undefined : "outage"));
  }

  /** `calls` are those of these numbers. */
  #firstViolation(
    statesFor: StatesAmong,
    calls: FollowedCalls,
    numbers: readonly number[],
    judge: (between: CallResult, before: CallResult, after: CallResult) => Violation["kind"] | undefined,
  ): Violation | undefined {
    const judged = new Set<readonly CallResult[]>();
    // In one state calls may visit clusters that they do not visit in another, so this repeats until they visit no new one.
    for (let visitedCount = 0; visitedCount < calls.visited.size; ) {
      visitedCount = calls.visited.size;
      for (const { wave, applied, meshes } of statesFor(calls.visited)) {
        const results = calls.in(meshes);
        if (judged.has(results)) continue;
        judged.add(results);
        for (const [i, number] of numbers.entries()) {
          const [between, before, after] = [results[i], this.#before[number], this.#after[number]];
          const kind = between && before && after && judge(between, before, after);
          if (kind) return { kind, wave, call: callOfProbe(this.#probe, this.#probe.requests[number]), applied };
        }
      }
    }
    return undefined;
  }
}

/** The calls of one caller in several states, followed once for all states that do the same with them in the clusters that they visit. */
class FollowedCalls {
  /** The clusters that they visited in any state so far. */
  readonly visited = new Set<string>();
  readonly #probe: Probe;
  readonly #affecting: Affecting;
  readonly #known: { readonly variants: readonly (readonly [string, unknown])[]; readonly results: readonly CallResult[] }[] = [];

  constructor(probe: Probe, affecting: Affecting) {
    this.#probe = probe;
    this.#affecting = affecting;
  }

  in(state: ClustersTogether): readonly CallResult[] {
    const known = this.#known.find(({ variants }) => variants.every(([cluster, variant]) => this.#variantOf(cluster, state) === variant));
    if (known) return known.results;
    const visited = new Set<string>();
    const results = outcomesOfRequests(state, this.#probe, visited).map(resultOf);
    this.#known.push({ variants: [...visited].map((cluster) => [cluster, this.#variantOf(cluster, state)]), results });
    for (const cluster of visited) this.visited.add(cluster);
    return results;
  }

  #variantOf(cluster: string, { manifestsOf }: ClustersTogether): unknown {
    const version = manifestsOf(cluster);
    return version && (this.#affecting.get(cluster)?.variantOf(version) ?? version);
  }
}

/** The Host headers that a caller writes itself. */
function hostsIn({ requests }: Probe): readonly string[] {
  return [...new Set(requests.flatMap((request) => request?.headers.host ?? []))];
}

function resultOf(outcomes: readonly FlightOutcome[]): CallResult {
  const ends = outcomes.flatMap(({ end }) =>
    end.kind === "reached" ? [`${end.cluster} ${end.service} ${end.port} ${labelsText(end.labels)}`] : [],
  );
  const taken = outcomes.filter(({ share }) => share > 0);
  return { works: taken.length > 0 && taken.every(({ end }) => end.kind === "reached"), ends };
}

/** Both versions of each object that changes, by cluster. */
function changedIn(transitions: ReadonlyMap<string, Transition>): ReadonlyMap<string, readonly FederationObject[]> {
  const differing = (manifests: Transition["before"], others: Transition["before"]) =>
    [...manifests].flatMap(([key, { text, object }]) => (others.get(key)?.text === text ? [] : [object]));
  return new Map(
    [...transitions].map(([cluster, { before, after }]) => [cluster, [...differing(before, after), ...differing(after, before)]]),
  );
}
