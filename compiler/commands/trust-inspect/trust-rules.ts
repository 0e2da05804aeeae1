import { rootRules } from "../../3-check/rules/index.ts";
import { unknownRoot } from "../../3-check/rules/names/unknown-names.ts";
import { certificateMissing } from "../../3-check/rules/trust/certificate-missing.ts";
import { trustDomain } from "../../3-check/rules/trust/trust-domain.ts";
import { workloadsTrust } from "../../3-check/rules/trust/workloads-trust.ts";

/** Rules about roots, and about which cluster uses which root. */
const inspectedRules = [unknownRoot, certificateMissing, workloadsTrust, trustDomain, ...rootRules];

/** Whether a finding is about the text as a whole, about a root, or about a cluster that does not name its root. */
export function isAboutTrust(code: string): boolean {
  return code.startsWith("FED1") || inspectedRules.some((rule) => rule.code === code);
}
