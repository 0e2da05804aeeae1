import type { Anything } from "../planned.ts";
import { Chance } from "../random-federation.ts";

const labels = { a: { track: "a" }, "b-2": { track: "b", "example.com/canary": "yes" } };
const names = Object.keys(labels);

/** Gives some exposures subsets, and lets some routes choose them. It draws for itself, so that all else stays as it is. */
export function addSubsets(services: Anything, seed: number): void {
  const chance = new Chance(seed * 31 + 7);
  for (const service of Object.values<Anything>(services)) {
    const given = new Map<string, readonly string[]>();
    for (const [exposer, exposure] of Object.entries<Anything>(service.expose))
      if (chance.in(35)) given.set(exposer, offer(exposure, service.protocol === "tcp", chance));
    for (const entries of Object.values<Anything>(service.consume ?? {})) {
      const [first, ...others] = [entries].flat();
      // A cluster has one failover order, whatever the local name.
      for (const destination of first.failover ?? []) choose(destination, given, chance);
      for (const other of others) if (other.failover && first.failover) other.failover = structuredClone(first.failover);
      for (const { routes = [] } of [entries].flat())
        for (const route of routes) route.to = route.to.flatMap((destination: Anything) => divided(destination, given, chance));
    }
  }
}

/** The subsets that every consumer may choose. */
function offer(exposure: Anything, tcp: boolean, chance: Chance): readonly string[] {
  const weight = chance.of([undefined, 0, 10, 50]);
  exposure.subsets = structuredClone(labels);
  if (weight !== undefined) exposure.weights = { a: 100 - weight, "b-2": weight };
  let common: readonly string[] = names;
  for (const allow of Object.values<Anything>(exposure.allow ?? {})) {
    if (tcp || typeof allow === "string" || !chance.in(40)) continue;
    const some = weight !== undefined && chance.in(40) ? names : [chance.of(names)];
    for (const alternative of [allow].flat()) alternative.subsets = [...some];
    common = common.filter((name) => some.includes(name));
  }
  return common;
}

function choose(destination: Anything, given: ReadonlyMap<string, readonly string[]>, chance: Chance): void {
  const some = given.get(destination.cluster) ?? [];
  if (some.length > 0 && chance.in(60)) destination.subset = chance.of(some);
}

/** A destination, or two subsets in place of it. */
function divided(destination: Anything, given: ReadonlyMap<string, readonly string[]>, chance: Chance): readonly Anything[] {
  const { cluster, weight = 100 } = destination;
  if ((given.get(cluster) ?? []).length < 2 || !chance.in(30)) {
    choose(destination, given, chance);
    return [destination];
  }
  const part = Math.floor(weight / 3);
  return [
    { cluster, subset: "a", weight: weight - part },
    { cluster, subset: "b-2", weight: part },
  ];
}
