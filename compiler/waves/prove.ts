import type { Federation } from "../2-resolve/federation.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { makePlan, objectsOf } from "../4-plan/plan.ts";
import type { Call } from "../istio/call.ts";
import type { Transition } from "./intermediate-overlay.ts";
import { type IntermediateState, IntermediateStates } from "./intermediate-states.ts";
import { MemoizedCall } from "./memoized-call.ts";
import { probesOfChange } from "./probes-of-change.ts";
import { type KnownTexts, storedManifestsOf } from "./stored-manifests.ts";
import type { Wave } from "./wave.ts";

/** What would happen on the way, for a while. */
export interface Violation {
  readonly kind: "outage" | "exposure";
  readonly wave: Wave;
  readonly call: Call;
  /** Of the clusters that it concerns, those that have got their part of the wave when it happens. */
  readonly delivered: readonly string[];
}

type Objects = ReadonlyMap<string, readonly FederationObject[]>;

/** Tries changes in waves, call by call. */
export class Proof {
  readonly #federation: Federation;
  readonly #passages: ReadonlyMap<string, Transition>;
  readonly #known: KnownTexts;
  readonly #statesOf = new WeakMap<readonly Wave[], IntermediateStates>();
  #prepared: { readonly before: Objects; readonly after: Objects; readonly calls: Iterable<Call> } | undefined;

  constructor(federation: Federation, transitions: ReadonlyMap<string, Transition>, known: KnownTexts) {
    this.#federation = federation;
    this.#passages = transitions;
    this.#known = known;
  }

  /**
   * Tries calls in every state that waves pass through, whichever clusters of a wave are first: who gets through before and after the
   * change must in between, and only where one of both lets it. Gives the first that does not; throws Unmodelled where standing objects
   * are none that the model knows.
   */
  violationAcross(waves: readonly Wave[]): Violation | undefined {
    // One cluster is before or after, and nothing between.
    if (waves.length <= 1 && (waves[0]?.overlays.size ?? 0) <= 1) return undefined;
    const states = this.#states(waves);
    return this.#firstMishap(states, (clusters) => states.among(clusters));
  }

  /** The same while a cluster has got only some of its objects, and only who is cut off. */
  violationWithin(waves: readonly Wave[]): Violation | undefined {
    const states = this.#states(waves);
    if (!states.someComeInParts) return undefined;
    return this.#firstMishap(states, (clusters) => states.within(clusters), true);
  }

  /** What is the same for every plan; nothing of it is needed where nothing changes. */
  #ready() {
    if (this.#prepared) return this.#prepared;
    const after = objectsOf(makePlan(this.#federation));
    const before = new Map([...this.#passages].map(([cluster, { before }]) => [cluster, [...before.values()].map(({ object }) => object)]));
    const calls = probesOfChange(this.#federation, { before, after, changed: changedIn(this.#passages) });
    this.#prepared = { before, after, calls };
    return this.#prepared;
  }

  #states(waves: readonly Wave[]): IntermediateStates {
    const known = this.#statesOf.get(waves);
    if (known) return known;
    const { before, after } = this.#ready();
    const objects = { before, after };
    const states = new IntermediateStates(this.#federation, objects, this.#passages, waves, (files) =>
      storedManifestsOf(files, this.#known),
    );
    this.#statesOf.set(waves, states);
    return states;
  }

  #firstMishap(
    states: IntermediateStates,
    statesOf: (clusters: ReadonlySet<string>) => readonly IntermediateState[],
    inParts = false,
  ): Violation | undefined {
    for (const call of this.#ready().calls) {
      const violation = mishapOf(call, states, statesOf, inParts);
      if (violation) return violation;
    }
    return undefined;
  }
}

function mishapOf(
  call: Call,
  { first, last }: IntermediateStates,
  statesOf: (clusters: ReadonlySet<string>) => readonly IntermediateState[],
  inParts: boolean,
): Violation | undefined {
  const followed = new MemoizedCall(call);
  const [was, becomes] = [followed.in(first), followed.in(last)];
  const works = was.works && becomes.works;
  if (inParts && !works) return undefined;
  const allowed = new Set([...was.ends, ...becomes.ends]);
  for (let concerned = 0; concerned < followed.visited.size; ) {
    // In one state it may come to clusters that it does not come to in another.
    concerned = followed.visited.size;
    for (const { wave, delivered, meshes } of statesOf(followed.visited)) {
      const is = followed.in(meshes);
      if (works && !is.works) return { kind: "outage", wave, call, delivered };
      if (!inParts && is.ends.some((end) => !allowed.has(end))) return { kind: "exposure", wave, call, delivered };
    }
  }
  return undefined;
}

/** Both versions of each, by cluster. */
function changedIn(transitions: ReadonlyMap<string, Transition>): ReadonlyMap<string, readonly FederationObject[]> {
  const differ = (some: Transition["before"], others: Transition["before"]) =>
    [...some].flatMap(([key, { text, object }]) => (others.get(key)?.text === text ? [] : [object]));
  return new Map([...transitions].map(([cluster, { before, after }]) => [cluster, [...differ(before, after), ...differ(after, before)]]));
}
