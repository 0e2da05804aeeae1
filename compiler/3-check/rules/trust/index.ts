import type { Rule } from "../../rule.ts";
import { certificateMissing } from "./certificate-missing.ts";
import { gatewayIdentity, identitySuffix } from "./gateway-identities.ts";
import { issuerKind } from "./issuer-kind.ts";
import { rootNotAuthority, rootRepeated, rootSignature, rootWeak, rootWeakSignature } from "./root-certificates.ts";
import { rootChain } from "./root-chain.ts";
import { rootConstraints } from "./root-constraints.ts";
import { rootExpired, rootExpiring, rootNotBegun } from "./root-dates.ts";
import { rootStates } from "./root-states.ts";
import { secretNames } from "./secret-names.ts";
import { trustDomain } from "./trust-domain.ts";
import { trustPairs } from "./trust-pairs.ts";
import { workloadsFields } from "./workloads-fields.ts";
import { workloadsTrust } from "./workloads-trust.ts";

/** The rules about the certificates of roots alone. */
export const rootRules: readonly Rule[] = [
  rootStates,
  rootChain,
  rootRepeated,
  rootNotAuthority,
  rootSignature,
  rootWeak,
  rootWeakSignature,
  rootExpired,
  rootNotBegun,
  rootExpiring,
  rootConstraints,
];

/** The rules about roots, certificates and identities, in the order in which a reader would look. */
export const trustRules: readonly Rule[] = [
  workloadsFields,
  trustPairs,
  workloadsTrust,
  trustDomain,
  certificateMissing,
  issuerKind,
  secretNames,
  gatewayIdentity,
  identitySuffix,
  ...rootRules,
];
