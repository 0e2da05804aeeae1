import { unknownRoot } from "../../3-check/rules/names/unknown-names.ts";
import { certificateMissing } from "../../3-check/rules/trust/certificate-missing.ts";
import { rootChain } from "../../3-check/rules/trust/root-chain.ts";
import { rootConstraints } from "../../3-check/rules/trust/root-constraints.ts";
import { rootExpired } from "../../3-check/rules/trust/root-expired.ts";
import { rootExpiring } from "../../3-check/rules/trust/root-expiring.ts";
import { rootNotAuthority } from "../../3-check/rules/trust/root-not-authority.ts";
import { rootNotBegun } from "../../3-check/rules/trust/root-not-begun.ts";
import { rootRepeated } from "../../3-check/rules/trust/root-repeated.ts";
import { rootSignature } from "../../3-check/rules/trust/root-signature.ts";
import { rootStates } from "../../3-check/rules/trust/root-states.ts";
import { rootWeak } from "../../3-check/rules/trust/root-weak.ts";
import { rootWeakSignature } from "../../3-check/rules/trust/root-weak-signature.ts";
import { trustDomain } from "../../3-check/rules/trust/trust-domain.ts";
import { workloadsTrust } from "../../3-check/rules/trust/workloads-trust.ts";

/** Rules about roots, and about which cluster uses which root. */
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

/** Whether a finding is about the text as a whole, about a root, or about a cluster that does not name its root. */
export function isAboutTrust(code: string): boolean {
  return code.startsWith("FED1") || trustRules.some((rule) => rule.code === code);
}
