import type { AssertedCall, FederationFile, Protocol } from "../1-load/federation-file.ts";
import { coversCaller } from "../2-resolve/caller-lists.ts";
import type { Consumption } from "../2-resolve/federation.ts";

/** An assertion of federation.yaml. */
export interface Asserted {
  readonly kind: "never" | "always";
  readonly call: AssertedCall;
}

/** The assertions of the file, in its order. */
export function assertedCalls({ assertions = [] }: FederationFile): readonly Asserted[] {
  return assertions.flatMap(({ never, always }): readonly Asserted[] => [
    ...(never ? [{ kind: "never", call: never } as const] : []),
    ...(always ? [{ kind: "always", call: always } as const] : []),
  ]);
}

type Field = "method" | "rpc" | "path";

const foreign: Readonly<Record<Protocol, readonly Field[]>> = {
  http: ["rpc"],
  http2: ["rpc"],
  grpc: ["method", "path"],
  tcp: ["method", "rpc", "path"],
};

/** The fields of an asserted call that the protocol of its service does not have. */
export function misfits(call: AssertedCall, protocol: Protocol): readonly Field[] {
  return foreign[protocol].filter((field) => call[field] !== undefined);
}

/** Whether a consumption lists a caller. An assertion without a caller is about every caller. */
export function isListed(caller: string | undefined, { callers }: Consumption): boolean {
  return caller === undefined || coversCaller(callers, caller);
}
