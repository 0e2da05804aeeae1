/** Rules about the block `defaults`, and about the entries that do not take it. */

export * from "./unknown-default.ts";
export * from "./unused-default.ts";
