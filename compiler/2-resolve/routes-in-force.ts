import type { Consumption, Destination, Grant, Route } from "./federation.ts";

/** Whether a grant is in force and its exposer has an address. */
export function isReachable(grant: Grant | undefined): grant is Grant {
  return grant !== undefined && grant.inactive === undefined && !grant.pending;
}

/**
 * The routes that are emitted. A destination drops out if its grant is inactive or waits for an address; the others keep their proportion.
 * A route without destinations drops out.
 */
export function routesInForce(consumption: Consumption): readonly Route[] {
  const { inactive, routes } = consumption;
  if (inactive !== undefined) return [];
  const isKept = (destination: Destination) => isLocal(destination) || isReachable(destination.grant);
  // Nearly always: then nothing is copied.
  if (routes.every(({ destinations }) => destinations.length > 0 && destinations.every(isKept))) return routes;
  return routes.flatMap((route) => {
    const kept = route.destinations.filter(isKept);
    const destinations = kept.length === route.destinations.length ? kept : withProportion(kept);
    return destinations.length > 0 ? [{ ...route, destinations }] : [];
  });
}

/** Whether a failover prefers the local Service to another cluster's. */
export function beginsWithLocal({ failover }: Consumption): boolean {
  return failover?.[0] !== undefined && isLocal(failover[0]);
}

/** The grants of a failover that are emitted, in its order. */
export function failoverInForce(consumption: Consumption): readonly Grant[] {
  if (consumption.inactive !== undefined) return [];
  return (consumption.failover ?? []).flatMap(({ grant }) => (isReachable(grant) ? [grant] : []));
}

/** Every destination of a consumption's calls. */
export function allDestinations({ routes, failover = [] }: Consumption): readonly Destination[] {
  return [...routes.flatMap(({ destinations }) => destinations), ...failover];
}

/** Whether a destination is the local Service of that name, or some of its pods. */
export function isLocal(destination: Destination): boolean {
  return destination.written?.local !== undefined;
}

/** Scales weights to a sum of 100. The rest that rounding leaves goes to the largest remainders. Empty if no weight is left. */
export function withProportion<Weighted extends { readonly weight: number }>(destinations: readonly Weighted[]): readonly Weighted[] {
  const total = destinations.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return [];
  const exact = destinations.map(({ weight }) => (weight * 100) / total);
  const weights = exact.map(Math.floor);
  const byRemainder = exact
    .map((share, i) => ({ i, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  const missing = 100 - weights.reduce((sum, weight) => sum + weight, 0);
  for (const { i } of byRemainder.slice(0, missing)) weights[i] = (weights[i] ?? 0) + 1;
  return destinations.map((destination, i) => ({ ...destination, weight: weights[i] ?? 0 }));
}
