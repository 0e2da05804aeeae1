import type { Federation } from "../2-resolve/federation.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { makePlan, objectsOf } from "../4-plan/plan.ts";
import type { Call } from "../istio/call.ts";
import { CallInStates } from "./call-in-states.ts";
import { callsToTry } from "./calls-to-try.ts";
import { type MixedState, MixedStates } from "./mixed-states.ts";
import type { Passage } from "./overlay-between.ts";
import { type KnownTexts, piecesOf } from "./pieces.ts";
import type { Wave } from "./wave.ts";

/** What would happen on the way, for a while. */
export interface Mishap {
  readonly kind: "cut off" | "let in";
  readonly wave: Wave;
  readonly call: Call;
  /** Of the clusters that it concerns, those that have got their part of the wave when it happens. */
  readonly delivered: readonly string[];
}

type Objects = ReadonlyMap<string, readonly FederationObject[]>;

/** Tries changes in waves, call by call. */
export class Proof {
  readonly #federation: Federation;
  readonly #passages: ReadonlyMap<string, Passage>;
  readonly #known: KnownTexts;
  readonly #statesOf = new WeakMap<readonly Wave[], MixedStates>();
  #prepared: { readonly before: Objects; readonly after: Objects; readonly calls: Iterable<Call> } | undefined;

  constructor(federation: Federation, passages: ReadonlyMap<string, Passage>, known: KnownTexts) {
    this.#federation = federation;
    this.#passages = passages;
    this.#known = known;
  }

  /**
   * Tries calls in every state that waves pass through, whichever clusters of a wave are first: who gets through before and after the
   * change must in between, and only where one of both lets it. Gives the first that does not; throws Unmodelled where standing objects
   * are none that the model knows.
   */
  mishapIn(waves: readonly Wave[]): Mishap | undefined {
    // One cluster is before or after, and nothing between.
    if (waves.length <= 1 && (waves[0]?.overlays.size ?? 0) <= 1) return undefined;
    const states = this.#states(waves);
    return this.#firstMishap(states, (clusters) => states.among(clusters));
  }

  /** The same while a cluster has got only some of its objects, and only who is cut off. */
  mishapWithin(waves: readonly Wave[]): Mishap | undefined {
    const states = this.#states(waves);
    if (!states.someComeInParts) return undefined;
    return this.#firstMishap(states, (clusters) => states.within(clusters), true);
  }

  /** What is the same for every plan; nothing of it is needed where nothing changes. */
  #ready() {
    if (this.#prepared) return this.#prepared;
    const after = objectsOf(makePlan(this.#federation));
    const before = new Map([...this.#passages].map(([cluster, { before }]) => [cluster, [...before.values()].map(({ object }) => object)]));
    const calls = callsToTry(this.#federation, { before, after, changed: changedIn(this.#passages) });
    this.#prepared = { before, after, calls };
    return this.#prepared;
  }

  #states(waves: readonly Wave[]): MixedStates {
    const known = this.#statesOf.get(waves);
    if (known) return known;
    const { before, after } = this.#ready();
    const objects = { before, after };
    const states = new MixedStates(this.#federation, objects, this.#passages, waves, (files) => piecesOf(files, this.#known));
    this.#statesOf.set(waves, states);
    return states;
  }

  #firstMishap(
    states: MixedStates,
    statesOf: (clusters: ReadonlySet<string>) => readonly MixedState[],
    inParts = false,
  ): Mishap | undefined {
    for (const call of this.#ready().calls) {
      const mishap = mishapOf(call, states, statesOf, inParts);
      if (mishap) return mishap;
    }
    return undefined;
  }
}

function mishapOf(
  call: Call,
  { first, last }: MixedStates,
  statesOf: (clusters: ReadonlySet<string>) => readonly MixedState[],
  inParts: boolean,
): Mishap | undefined {
  const followed = new CallInStates(call);
  const [was, becomes] = [followed.in(first), followed.in(last)];
  const works = was.works && becomes.works;
  if (inParts && !works) return undefined;
  const allowed = new Set([...was.ends, ...becomes.ends]);
  for (let concerned = 0; concerned < followed.asked.size; ) {
    // In one state it may come to clusters that it does not come to in another.
    concerned = followed.asked.size;
    for (const { wave, delivered, meshes } of statesOf(followed.asked)) {
      const is = followed.in(meshes);
      if (works && !is.works) return { kind: "cut off", wave, call, delivered };
      if (!inParts && is.ends.some((end) => !allowed.has(end))) return { kind: "let in", wave, call, delivered };
    }
  }
  return undefined;
}

/** Both versions of each, by cluster. */
function changedIn(passages: ReadonlyMap<string, Passage>): ReadonlyMap<string, readonly FederationObject[]> {
  const differ = (some: Passage["before"], others: Passage["before"]) =>
    [...some].flatMap(([key, { text, object }]) => (others.get(key)?.text === text ? [] : [object]));
  return new Map([...passages].map(([cluster, { before, after }]) => [cluster, [...differ(before, after), ...differ(after, before)]]));
}
