import type { Labels } from "../1-load/federation-file.ts";
import type { Consumption } from "./federation.ts";
import { allDestinations } from "./routes-in-force.ts";

/** What a consumption says of pods behind the local Service: the accounts that serve them. */
export interface LocalServers {
  /** Undefined for all of its pods. */
  readonly subset: Labels | undefined;
  readonly accounts: readonly string[];
  /** As it is written. */
  readonly written: { readonly serviceAccounts?: readonly string[] };
}

/** Those that it names accounts of. */
export function localServersOf(consumption: Consumption): readonly LocalServers[] {
  return allDestinations(consumption).flatMap(({ written }) => {
    const { local } = written ?? {};
    const { serviceAccounts: accounts = [], subset } = local ?? {};
    return local && accounts.length > 0 ? [{ subset, accounts, written: local }] : [];
  });
}
