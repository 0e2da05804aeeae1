/** What becomes of an object while some clusters have applied a change and others have not. */
interface Merging {
  /**
   * What a policy allows: what either version allows; for a service in both versions only what both allow (`shared`); or nothing but
   * what both allow.
   */
  readonly policies: "either" | "shared" | "both";
  /** Whose routes match first. The other version's come after them; with `live only` they do not. */
  readonly routes: "desired first" | "live first" | "live only";
  /** Whose other settings are used. */
  readonly settings: "desired" | "live";
  /** An object that only one version has. */
  readonly unpaired: "kept" | "denials kept";
}

/**
 * The ways to merge two versions of an object into one that does the work of both. `union` comes first. Where it would let a call through
 * that neither version allows, `cautious` may not. The two with live routes keep the old way of a call until its local name changes. To
 * `prepare` is to bring what later waves use, and to `withdraw` is to add nothing.
 */
export const strategies = {
  union: { policies: "either", routes: "desired first", settings: "desired", unpaired: "kept" },
  cautious: { policies: "shared", routes: "desired first", settings: "desired", unpaired: "kept" },
  cautiousLiveRoutes: { policies: "shared", routes: "live first", settings: "desired", unpaired: "kept" },
  prepare: { policies: "either", routes: "live first", settings: "live", unpaired: "kept" },
  cautiousPrepare: { policies: "shared", routes: "live first", settings: "live", unpaired: "kept" },
  withdraw: { policies: "both", routes: "live only", settings: "live", unpaired: "denials kept" },
} as const satisfies Readonly<Record<string, Merging>>;

export type MergeStrategy = keyof typeof strategies;

/** Which version of a layer an overlay holds: one of the two, or a merge of both. */
export type Side = "live" | "desired" | MergeStrategy;
