import type { Federation } from "../2-resolve/federation.ts";
import { makePlan, objectsOf } from "../4-plan/plan.ts";
import { type Access, accessOf } from "../6-verify/access/access.ts";

/** Who may call what by the objects that a federation without errors compiles to. */
export function plannedAccess(federation: Federation): readonly Access[] {
  return accessOf(federation, objectsOf(makePlan(federation)));
}
