/** Undefined for every method or path. A path may end in `/*`, as in `allow`, and an rpc is a path too. */
export interface AssertedRequests {
  readonly methods: readonly string[] | undefined;
  readonly paths: readonly string[] | undefined;
}
