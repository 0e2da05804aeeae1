import type { Entry } from "../change-report.ts";
import type { Describe } from "../describe.ts";
import { identityEntries } from "./trust-identities.ts";
import { modeEntries, newTrustEntries } from "./trust-partners.ts";
import { vouchingEntries } from "./trust-roots.ts";

/** Who vouches for whom, under which names, and who trusts whom. */
export const trustEntries: Describe = (comparison): readonly Entry[] => [
  ...vouchingEntries(comparison),
  ...identityEntries(comparison),
  ...newTrustEntries(comparison),
  ...modeEntries(comparison),
];
