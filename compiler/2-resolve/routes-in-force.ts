import type { Consumption, Destination, Grant, Route } from "./federation.ts";

/** In force, and its exposer can be dialled. */
export function isReachable(grant: Grant | undefined): grant is Grant {
  return grant !== undefined && grant.inactive === undefined && !grant.pending;
}

/**
 * The routes that are emitted: a destination whose grant is inactive or waits for an address drops out and the others keep
 * their proportion; a route without destinations drops out.
 */
export function routesInForce(consumption: Consumption): readonly Route[] {
  if (consumption.inactive !== undefined) return [];
  return consumption.routes.flatMap((route) => {
    const kept = route.destinations.filter((destination) => isLocal(destination) || isReachable(destination.grant));
    const destinations = kept.length === route.destinations.length ? kept : withProportion(kept);
    return destinations.length > 0 ? [{ ...route, destinations }] : [];
  });
}

/** A failover from the local Service to another cluster's. */
export function beginsWithLocal({ failover }: Consumption): boolean {
  return failover?.[0] !== undefined && isLocal(failover[0]);
}

/** The exposing clusters of a failover that are emitted, in order. */
export function failoverInForce(consumption: Consumption): readonly Grant[] {
  if (consumption.inactive !== undefined) return [];
  return (consumption.failover ?? []).flatMap(({ grant }) => (isReachable(grant) ? [grant] : []));
}

/** Everywhere that a consumption's calls may go. */
export function allDestinations({ routes, failover = [] }: Consumption): readonly Destination[] {
  return [...routes.flatMap(({ destinations }) => destinations), ...failover];
}

/** The local Service of the name, or pods of it. */
export function isLocal(destination: Destination): boolean {
  return destination.written?.local !== undefined;
}

/** Shares out 100 in the proportion of the weights that are left; what rounding leaves goes to the largest remainders. */
function withProportion(destinations: readonly Destination[]): readonly Destination[] {
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
