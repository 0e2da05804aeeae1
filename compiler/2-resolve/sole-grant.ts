import type { Consumption, Grant, Route } from "./federation.ts";
import { routesInForce } from "./routes-in-force.ts";

/** The grant that serves one port of a full host name in mode workloads, if all its calls go to one exposer unchanged. */
export function soleGrant(consumption: Consumption, routes: readonly Route[] = routesInForce(consumption)): Grant | undefined {
  const [route, ...more] = routes;
  const [destination, ...others] = route?.destinations ?? [];
  const { timeout, retries } = consumption.written;
  const plain = more.length + others.length === 0 && !route?.match && !consumption.callerLabels && timeout === undefined && !retries;
  return plain && destination?.grant?.mode === "workloads" ? destination.grant : undefined;
}

/**
 * Whether a full host name needs no routes: in mode workloads all its ports lead to one exposer, in the same way. If that holds for the
 * written routes, it also holds for those in force.
 */
export function needsNoRoutes(consumptions: readonly Consumption[], routesOf?: (consumption: Consumption) => readonly Route[]): boolean {
  const [first, ...others] = consumptions;
  const grantOf = (consumption: Consumption) => soleGrant(consumption, routesOf?.(consumption));
  const grant = first?.create && first.as?.namespace === undefined ? grantOf(first) : undefined;
  return (
    grant !== undefined && others.every((other) => grantOf(other)?.exposure.cluster === grant.exposure.cluster && other.via === first?.via)
  );
}
