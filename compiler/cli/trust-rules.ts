import { certificateMissing } from "../3-check/rules/certificate-missing.ts";
import { rootChain } from "../3-check/rules/root-chain.ts";
import { rootConstraints } from "../3-check/rules/root-constraints.ts";
import { rootExpired } from "../3-check/rules/root-expired.ts";
import { rootExpiring } from "../3-check/rules/root-expiring.ts";
import { rootNotAuthority } from "../3-check/rules/root-not-authority.ts";
import { rootNotBegun } from "../3-check/rules/root-not-begun.ts";
import { rootRepeated } from "../3-check/rules/root-repeated.ts";
import { rootSignature } from "../3-check/rules/root-signature.ts";
import { rootStates } from "../3-check/rules/root-states.ts";
import { rootWeak } from "../3-check/rules/root-weak.ts";
import { rootWeakSignature } from "../3-check/rules/root-weak-signature.ts";
import { trustDomain } from "../3-check/rules/trust-domain.ts";
import { unknownRoot } from "../3-check/rules/unknown-root.ts";
import { workloadsTrust } from "../3-check/rules/workloads-trust.ts";

/** Rules about roots, and which cluster uses which. */
const trustRules = [
  unknownRoot,
  certificateMissing,
  workloadsTrust,
  trustDomain,
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

/** Whether a finding is about the text itself, about a root, or about a cluster that does not say which one it uses. */
export function isAboutTrust(code: string): boolean {
  return code.startsWith("FED1") || trustRules.some((rule) => rule.code === code);
}
