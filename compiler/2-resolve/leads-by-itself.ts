import type { Consumption, Grant, Route } from "./federation.ts";
import { routesInForce } from "./routes-in-force.ts";

/** Where one port of a full host name leads in mode workloads, if all of it goes to one exposer as it is. */
export function soleGrant(consumption: Consumption, routes: readonly Route[] = routesInForce(consumption)): Grant | undefined {
  const [route, ...more] = routes;
  const [destination, ...others] = route?.destinations ?? [];
  const { timeout, retries } = consumption.written;
  const plain = more.length + others.length === 0 && !route?.match && !consumption.callerLabels && timeout === undefined && !retries;
  return plain && destination?.grant?.mode === "workloads" ? destination.grant : undefined;
}

/**
 * Whether a full host name needs no routes: in mode workloads all its ports lead to one exposer, in the same way. What holds as it is
 * written holds for what is in force of it, too.
 */
export function needsNoRoutes(consumptions: readonly Consumption[], routesOf?: (one: Consumption) => readonly Route[]): boolean {
  const [first, ...others] = consumptions;
  const grantOf = (one: Consumption) => soleGrant(one, routesOf?.(one));
  const grant = first?.create && first.as?.namespace === undefined ? grantOf(first) : undefined;
  return grant !== undefined && others.every((one) => grantOf(one)?.exposure.cluster === grant.exposure.cluster && one.via === first?.via);
}
