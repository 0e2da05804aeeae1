import type { Rule } from "../../rule.ts";
import { certificateMissing } from "./certificate-missing.ts";
import { gatewayIdentity } from "./gateway-identity.ts";
import { identitySuffix } from "./identity-suffix.ts";
import { issuerKind } from "./issuer-kind.ts";
import { rootChain } from "./root-chain.ts";
import { rootConstraints } from "./root-constraints.ts";
import { rootExpired } from "./root-expired.ts";
import { rootExpiring } from "./root-expiring.ts";
import { rootNotAuthority } from "./root-not-authority.ts";
import { rootNotBegun } from "./root-not-begun.ts";
import { rootRepeated } from "./root-repeated.ts";
import { rootSignature } from "./root-signature.ts";
import { rootStates } from "./root-states.ts";
import { rootWeak } from "./root-weak.ts";
import { rootWeakSignature } from "./root-weak-signature.ts";
import { secretNames } from "./secret-names.ts";
import { trustDomain } from "./trust-domain.ts";
import { trustPairs } from "./trust-pairs.ts";
import { workloadsFields } from "./workloads-fields.ts";
import { workloadsTrust } from "./workloads-trust.ts";

/** Trust: roots, certificates, identities. In the order in which a reader would look. */
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
