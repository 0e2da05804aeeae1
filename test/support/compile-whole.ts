import type { Loaded } from "../../compiler/1-load/load.ts";
import type { ClusterPlans } from "../../compiler/4-plan/cluster-plans.ts";
import { makePlan, type Plan } from "../../compiler/4-plan/plan.ts";
import type { Overlay } from "../../compiler/6-render/overlay.ts";
import { type Checked, type CompileOptions, compile } from "../../compiler/compile.ts";
import type { Source } from "../../compiler/findings/source.ts";

/** What a file compiles to: the objects and the overlays of all clusters together, which fedc itself never has in memory. */
export interface Built {
  readonly loaded: Loaded;
  readonly plans: ClusterPlans;
  readonly plan: Plan;
  readonly overlays: readonly Overlay[];
}

export interface CompiledWhole extends Omit<Checked, "loaded" | "inventory"> {
  /** Undefined if there are errors. */
  readonly built?: Built;
}

export function compileWhole(source: Source, options: CompileOptions): CompiledWhole {
  const { planned, ...checked } = compile(source, options);
  if (!planned) return checked;
  const { loaded, federation, plans, overlaysOf } = planned;
  const overlays = Array.from(overlaysOf(plans.clusters), (overlay) => ({ ...overlay, files: overlay.files }));
  return { ...checked, built: { loaded, plans, plan: makePlan(federation), overlays } };
}
