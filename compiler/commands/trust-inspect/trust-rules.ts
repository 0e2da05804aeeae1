import { unknownRoot } from "../../3-check/rules/names/unknown-names.ts";
import { certificateMissing } from "../../3-check/rules/trust/certificate-missing.ts";
import { rootNotAuthority, rootRepeated, rootSignature, rootWeak, rootWeakSignature } from "../../3-check/rules/trust/root-certificates.ts";
import { rootChain } from "../../3-check/rules/trust/root-chain.ts";
import { rootConstraints } from "../../3-check/rules/trust/root-constraints.ts";
import { rootExpired, rootExpiring, rootNotBegun } from "../../3-check/rules/trust/root-dates.ts";
import { rootStates } from "../../3-check/rules/trust/root-states.ts";
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
