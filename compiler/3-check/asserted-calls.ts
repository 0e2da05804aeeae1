import type { AssertedCall, FederationFile } from "../1-load/federation-file.ts";

/** One assertion. */
export interface Asserted {
  readonly kind: "never" | "always";
  readonly call: AssertedCall;
}

/** Every assertion of the file, in its order. */
export function assertedCalls({ assertions = [] }: FederationFile): readonly Asserted[] {
  return assertions.flatMap(({ never, always }): readonly Asserted[] => [
    ...(never ? [{ kind: "never", call: never } as const] : []),
    ...(always ? [{ kind: "always", call: always } as const] : []),
  ]);
}
