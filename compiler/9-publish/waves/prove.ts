import type { Federation } from "../../2-resolve/federation.ts";
import type { FederationObject } from "../../4-plan/objects.ts";
import { makePlan, objectsOf } from "../../4-plan/plan.ts";
import type { Call } from "../../6-verify/call.ts";
import { CallInStates } from "./call-in-states.ts";
import { callsToTry } from "./calls-to-try.ts";
import { MixedStates } from "./mixed-states.ts";
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

/** Tries changes in waves, call by call. */
export class Proof {
  readonly #federation: Federation;
  readonly #passages: ReadonlyMap<string, Passage>;
  readonly #known: KnownTexts;

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
    const after = objectsOf(makePlan(this.#federation));
    const states = new MixedStates(this.#federation, after, this.#passages, waves, (files) =>
      [...piecesOf(files, this.#known).values()].map(({ object }) => object),
    );
    for (const call of callsToTry(this.#federation, { before: states.before, after, changed: changedIn(this.#passages) })) {
      const mishap = mishapOf(call, states);
      if (mishap) return mishap;
    }
    return undefined;
  }
}

function mishapOf(call: Call, states: MixedStates): Mishap | undefined {
  const followed = new CallInStates(call);
  const [was, becomes] = [followed.in(states.first), followed.in(states.last)];
  const allowed = new Set([...was.ends, ...becomes.ends]);
  for (let concerned = 0; concerned < followed.asked.size; ) {
    // In one state it may come to clusters that it does not come to in another.
    concerned = followed.asked.size;
    for (const { wave, delivered, meshes } of states.among(followed.asked)) {
      const is = followed.in(meshes);
      if (was.works && becomes.works && !is.works) return { kind: "cut off", wave, call, delivered };
      if (is.ends.some((end) => !allowed.has(end))) return { kind: "let in", wave, call, delivered };
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
