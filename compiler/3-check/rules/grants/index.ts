/** Rules about both halves of grants, and about the pods that serve them. */

export * from "./expose-incomplete.ts";
export * from "./half-grants.ts";
export * from "./many-alternatives.ts";
export * from "./methods.ts";
export * from "./needless-awaits.ts";
export * from "./never-passing-route.ts";
export * from "./one-port.ts";
export * from "./overlapping-paths.ts";
export * from "./pods-described-twice.ts";
export * from "./prefixes.ts";
export * from "./protocol-fields.ts";
export * from "./proxy-port.ts";
export * from "./redundant-alternative.ts";
export * from "./refused-caller.ts";
export * from "./route-read-otherwise.ts";
export * from "./selectors.ts";
export * from "./self-consumption.ts";
export * from "./several-exposers.ts";
export * from "./subsets.ts";
export * from "./unmatchable-path.ts";
export * from "./unprovable-callers.ts";
export * from "./unused.ts";
export * from "./workloads.ts";
