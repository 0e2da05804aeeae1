import type { Labels } from "../1-load/federation-file.ts";
import type { Consumption } from "./federation.ts";
import { allDestinations } from "./routes-in-force.ts";

/** Pods behind the local Service, and the service accounts that a consumption names for them. */
interface LocalServers {
  /** Undefined for all pods of the Service. */
  readonly subset: Labels | undefined;
  readonly accounts: readonly string[];
  readonly written: { readonly serviceAccounts?: readonly string[] };
}

/** The local destinations for which a consumption names accounts. */
export function localServersOf(consumption: Consumption): readonly LocalServers[] {
  return allDestinations(consumption).flatMap(({ written }) => {
    const { local } = written ?? {};
    const { serviceAccounts: accounts = [], subset } = local ?? {};
    return local && accounts.length > 0 ? [{ subset, accounts, written: local }] : [];
  });
}
