/** Rules about names that are unknown, ambiguous or reserved. */

export * from "./cluster-meant-twice.ts";
export * from "./group-circle.ts";
export * from "./name-limits.ts";
export * from "./reserved-names.ts";
export * from "./unknown-names.ts";
export * from "./unknown-subset.ts";
