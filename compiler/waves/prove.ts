import type { Federation } from "../2-resolve/federation.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { objectsOf, type Plan } from "../4-plan/plan.ts";
import type { Call } from "../istio/call.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import type { Mesh } from "../istio/objects/mesh.ts";
import type { Transition } from "./intermediate-overlay.ts";
import { type IntermediateStates, intermediateStates, type StatesAmong } from "./intermediate-states.ts";
import { probesOfChange } from "./probes-of-change.ts";
import { type KnownTexts, storedManifestsOf } from "./stored-manifests.ts";
import type { Wave } from "./wave.ts";

/** A call that fails, or gets through, in an intermediate state only. */
export interface Violation {
  readonly kind: "outage" | "exposure";
  readonly wave: Wave;
  readonly call: Call;
  /** The clusters on the call's path that have applied the wave when it happens. */
  readonly applied: readonly string[];
}

type Objects = ReadonlyMap<string, readonly FederationObject[]>;

/** The proof of one change. It tries plans of waves, and knows what all of them share. */
export interface Proof {
  /**
   * Tries every probe in every intermediate state, in which some clusters have applied a wave and the rest have not. A call that works
   * before and after the change must work in between, and a call may reach only what it reaches before or after. Returns the first
   * violation. Throws UnsupportedObject if the model does not know a live object.
   */
  violationAcross(waves: readonly Wave[]): Violation | undefined;
  /** The same while a cluster has applied only some of its objects. Only outages count. */
  violationWithin(waves: readonly Wave[]): Violation | undefined;
}

/** Proves a change in waves, call by call. Everything that is the same for every plan of waves is worked out once, and only if it is needed. */
export function proofOf(federation: Federation, plan: Plan, transitions: ReadonlyMap<string, Transition>, knownTexts: KnownTexts): Proof {
  let prepared: { readonly before: Objects; readonly after: Objects; readonly probes: Iterable<Call> } | undefined;
  const prepare = () => {
    if (prepared) return prepared;
    const after = objectsOf(plan);
    const before = new Map([...transitions].map(([cluster, { before }]) => [cluster, [...before.values()].map(({ object }) => object)]));
    prepared = { before, after, probes: probesOfChange(federation, { before, after, changed: changedIn(transitions) }) };
    return prepared;
  };
  const statesByPlan = new WeakMap<readonly Wave[], IntermediateStates>();
  const statesOf = (waves: readonly Wave[]): IntermediateStates => {
    const states =
      statesByPlan.get(waves) ??
      intermediateStates(federation, prepare(), transitions, waves, (files) => storedManifestsOf(files, knownTexts));
    statesByPlan.set(waves, states);
    return states;
  };
  const firstViolation = (states: IntermediateStates, statesAmong: StatesAmong, only?: "outage"): Violation | undefined => {
    for (const call of prepare().probes) {
      const violation = violationOf(call, states, statesAmong, only);
      if (violation) return violation;
    }
    return undefined;
  };
  return {
    violationAcross(waves) {
      // One cluster in one wave has no intermediate state.
      if (waves.length <= 1 && (waves[0]?.overlays.size ?? 0) <= 1) return undefined;
      const states = statesOf(waves);
      return firstViolation(states, states.among);
    },
    violationWithin(waves) {
      const states = statesOf(waves);
      return states.anyPartlySynced ? firstViolation(states, states.within, "outage") : undefined;
    },
  };
}

function violationOf(
  call: Call,
  { first, last }: IntermediateStates,
  statesAmong: StatesAmong,
  only: "outage" | undefined,
): Violation | undefined {
  const memoized = new MemoizedCall(call);
  const [before, after] = [memoized.in(first), memoized.in(last)];
  const mustWork = before.works && after.works;
  if (only === "outage" && !mustWork) return undefined;
  const allowedEnds = new Set([...before.ends, ...after.ends]);
  // In one state the call may visit clusters that it does not visit in another, so this repeats until it visits no new one.
  for (let visitedCount = 0; visitedCount < memoized.visited.size; ) {
    visitedCount = memoized.visited.size;
    for (const { wave, applied, meshes } of statesAmong(memoized.visited)) {
      const between = memoized.in(meshes);
      if (mustWork && !between.works) return { kind: "outage", wave, call, applied };
      if (only !== "outage" && between.ends.some((end) => !allowedEnds.has(end))) return { kind: "exposure", wave, call, applied };
    }
  }
  return undefined;
}

/** The result of a call, in short. */
interface CallResult {
  /** Whether it is served wherever it is sent. */
  readonly works: boolean;
  /** Where it arrives. */
  readonly ends: readonly string[];
}

/** One call in several states, followed once for all states that are equal in the clusters that it visits. */
class MemoizedCall {
  /** Clusters that it visited in any state so far. */
  readonly visited = new Set<string>();
  readonly #call: Call;
  readonly #results: { readonly meshes: readonly (readonly [string, Mesh | undefined])[]; readonly result: CallResult }[] = [];

  constructor(call: Call) {
    this.#call = call;
  }

  in(state: Meshes): CallResult {
    const known = this.#results.find(({ meshes }) => meshes.every(([cluster, mesh]) => state.clusters.get(cluster) === mesh));
    if (known) return known.result;
    const visited = new Set<string>();
    const { outcomes } = outcomeOf(state, this.#call, { visited });
    const ends = outcomes.flatMap(({ end }) => (end.kind === "reached" ? [`${end.cluster} ${end.service} ${end.port}`] : []));
    const taken = outcomes.filter(({ share }) => share > 0);
    const result = { works: taken.length > 0 && taken.every(({ end }) => end.kind === "reached"), ends };
    this.#results.push({ meshes: [...visited].map((cluster) => [cluster, state.clusters.get(cluster)]), result });
    for (const cluster of visited) this.visited.add(cluster);
    return result;
  }
}

/** Both versions of each object that changes, by cluster. */
function changedIn(transitions: ReadonlyMap<string, Transition>): ReadonlyMap<string, readonly FederationObject[]> {
  const differing = (manifests: Transition["before"], others: Transition["before"]) =>
    [...manifests].flatMap(([key, { text, object }]) => (others.get(key)?.text === text ? [] : [object]));
  return new Map(
    [...transitions].map(([cluster, { before, after }]) => [cluster, [...differing(before, after), ...differing(after, before)]]),
  );
}
