import type { Federation } from "../../2-resolve/federation.ts";
import type { GrantsInForce } from "./grants-in-force.ts";
import type { HostNames } from "./host-names.ts";
import type { LocalServices } from "./local-services.ts";
import type { Signatures } from "./signatures.ts";

/** A federation, indexed by what calls show. */
export interface FederationFacts {
  readonly federation: Federation;
  readonly grants: GrantsInForce;
  readonly locals: LocalServices;
  readonly names: HostNames;
  readonly signatures: Signatures;
}
