/** Rules about the certificates of roots alone. */

export * from "./root-certificates.ts";
export * from "./root-chain.ts";
export * from "./root-constraints.ts";
export * from "./root-dates.ts";
export * from "./root-states.ts";
