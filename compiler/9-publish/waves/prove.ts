import type { Federation } from "../../2-resolve/federation.ts";
import type { FederationObject } from "../../4-plan/objects.ts";
import type { Overlay } from "../../5-render/overlay.ts";
import type { Call } from "../../6-verify/call.ts";
import { type Meshes, meshesTogether } from "../../6-verify/data-path/meshes.ts";
import { outcomeOf } from "../../6-verify/data-path/outcome-of.ts";
import { worldOf } from "../../6-verify/facts.ts";
import { type Mesh, readMesh } from "../../6-verify/objects/mesh.ts";
import { callsToTry } from "./calls-to-try.ts";
import { factsBeside } from "./facts-beside.ts";
import type { Passage } from "./overlay-between.ts";
import { piecesOf } from "./pieces.ts";
import type { Wave } from "./wave.ts";

/** What would happen on the way, for a while. */
export interface Mishap {
  readonly kind: "cut off" | "let in";
  readonly wave: Wave;
  readonly call: Call;
  /** Clusters of the wave that have got their part when it happens. */
  readonly delivered: readonly string[];
}

type Objects = ReadonlyMap<string, readonly FederationObject[]>;

/**
 * Tries calls in every state that the waves of a change pass through, whichever two clusters of a wave are first: who gets through before
 * and after the change must in between, and only where one of both lets it. Gives the first that does not; throws Unmodelled where
 * standing objects are none that the model knows.
 */
export function mishapIn(
  federation: Federation,
  overlays: readonly Overlay[],
  passages: ReadonlyMap<string, Passage>,
  waves: readonly Wave[],
): Mishap | undefined {
  // One cluster is before or after, and nothing between.
  if (waves.length <= 1 && (waves[0]?.overlays.size ?? 0) <= 1) return undefined;
  const states = new States(federation, overlays, passages);
  const first = new Map([...passages.keys()].map((cluster) => [cluster, states.standing(cluster)]));
  const last = new Map(first);
  for (const { overlays } of waves) for (const [cluster, overlay] of overlays) last.set(cluster, states.of(overlay));
  const [before, after] = [states.with(first), states.with(last)];
  const mixed: { readonly wave: Wave; readonly delivered: readonly string[]; readonly meshes: Meshes }[] = [];
  let now = first;
  for (const wave of waves) {
    const then = new Map([...now, ...[...wave.overlays].map(([cluster, overlay]) => [cluster, states.of(overlay)] as const)]);
    for (const delivered of mixes([...wave.overlays.keys()])) {
      const meshes = states.with(
        new Map([...now].map(([cluster, mesh]) => [cluster, delivered.includes(cluster) ? (then.get(cluster) ?? mesh) : mesh])),
      );
      mixed.push({ wave, delivered, meshes });
    }
    now = then;
  }
  const wanted = new Map(overlays.map((overlay) => [overlay.cluster, objectsOf(overlay.files)]));
  for (const call of callsToTry(federation, { before: states.before, after: wanted, changed: changedIn(passages) })) {
    const [was, becomes] = [reached(before, call), reached(after, call)];
    const allowed = new Set([...was.ends, ...becomes.ends]);
    for (const { wave, delivered, meshes } of mixed) {
      const is = reached(meshes, call);
      if (was.works && becomes.works && !is.works) return { kind: "cut off", wave, call, delivered };
      if (is.ends.some((end) => !allowed.has(end))) return { kind: "let in", wave, call, delivered };
    }
  }
  return undefined;
}

/** Both versions of each. */
function changedIn(passages: ReadonlyMap<string, Passage>): readonly FederationObject[] {
  return [...passages.values()].flatMap(({ before, after }) => {
    const differ = (some: Passage["before"], others: Passage["before"]) =>
      [...some].flatMap(([key, { text, object }]) => (others.get(key)?.text === text ? [] : [object]));
    return [...differ(before, after), ...differ(after, before)];
  });
}

/** For any two clusters: neither, either and both. Calls concern two at a time: who calls, and who is called. */
export function mixes(clusters: readonly string[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [clusters];
  for (let bit = 1; bit < clusters.length; bit *= 2) {
    found.push(clusters.filter((_, i) => (i & bit) !== 0));
    found.push(clusters.filter((_, i) => (i & bit) === 0));
  }
  return found;
}

function reached(meshes: Meshes, call: Call): { readonly works: boolean; readonly ends: readonly string[] } {
  const { outcomes } = outcomeOf(meshes, call);
  const ends = outcomes.flatMap(({ end }) => (end.kind === "reached" ? [`${end.cluster} ${end.service} ${end.port}`] : []));
  const taken = outcomes.filter(({ share }) => share > 0);
  return { works: taken.length > 0 && taken.every(({ end }) => end.kind === "reached"), ends };
}

/** Clusters as they are at some time, each read once. */
class States {
  readonly before: Objects;
  readonly #read: (cluster: string, objects: readonly FederationObject[]) => Mesh;
  readonly #others: ReadonlyMap<string, Mesh>;
  readonly #roots: Meshes["roots"];
  readonly #known = new Map<Overlay, Mesh>();

  constructor(federation: Federation, overlays: readonly Overlay[], passages: ReadonlyMap<string, Passage>) {
    const world = worldOf(federation, new Map(overlays.map(({ cluster, files }) => [cluster, objectsOf(files)])));
    this.before = new Map([...passages].map(([cluster, { before }]) => [cluster, [...before.values()].map(({ object }) => object)]));
    const everywhere = [...this.before.values()].flat();
    this.#roots = world.roots;
    this.#read = (cluster, objects) => {
      const facts = world.clusters.get(cluster)?.facts;
      if (!facts) throw new Error(`there is no cluster ${cluster}`);
      return readMesh({ facts: factsBeside(facts, this.before.get(cluster) ?? [], everywhere), objects }, world.roots);
    };
    this.#others = new Map([...world.clusters].map(([name, cluster]) => [name, readMesh(cluster, world.roots)]));
  }

  standing(cluster: string): Mesh {
    return this.#read(cluster, this.before.get(cluster) ?? []);
  }

  of(overlay: Overlay): Mesh {
    const known = this.#known.get(overlay) ?? this.#read(overlay.cluster, objectsOf(overlay.files));
    this.#known.set(overlay, known);
    return known;
  }

  with(some: ReadonlyMap<string, Mesh>): Meshes {
    return meshesTogether(new Map([...this.#others, ...some]), this.#roots);
  }
}

function objectsOf(files: ReadonlyMap<string, string>): readonly FederationObject[] {
  return [...piecesOf(files).values()].map(({ object }) => object);
}
