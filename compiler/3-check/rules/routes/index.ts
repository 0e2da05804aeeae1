/** Rules about local names, and about where their calls go. */

export * from "./callers-differ.ts";
export * from "./consume-incomplete.ts";
export * from "./covered-caller.ts";
export * from "./different-ways.ts";
export * from "./duplicate-local-name.ts";
export * from "./existing-without-labels.ts";
export * from "./failover-destinations.ts";
export * from "./failover-or-routes.ts";
export * from "./failover-order.ts";
export * from "./failover-straight.ts";
export * from "./final-route.ts";
export * from "./ineffective-header.ts";
export * from "./local-name-kind.ts";
export * from "./local-service-conflict.ts";
export * from "./passing-on.ts";
export * from "./protocol-routes.ts";
export * from "./regular-expressions.ts";
export * from "./repeated-destination.ts";
export * from "./replaced-rules.ts";
export * from "./reserved-local-name.ts";
export * from "./retry-conditions.ts";
export * from "./shadowed-route.ts";
export * from "./taken-host-name.ts";
export * from "./timeouts.ts";
export * from "./typographic-quotes.ts";
export * from "./weights.ts";
