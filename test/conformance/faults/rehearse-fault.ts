import { UnsupportedObject } from "../../../compiler/istio/objects/unsupported-object.ts";
import type { PlannedCall } from "../calls/call.ts";
import { Model } from "../model/model.ts";
import { decided, isFulfilled, type Stage } from "../model/rehearsal.ts";
import { followIn, type PlannedOverlays } from "./planned-overlays.ts";

/** The first call of which the model says something else than a scenario expects, or nothing any more, when these are the overlays. */
export async function firstUnexpected({ workspace, clusters, calls }: Stage, planted: PlannedOverlays): Promise<PlannedCall | undefined> {
  const follow = readable(planted);
  if (!follow) return undefined;
  const [before, after] = [new Model(workspace), new Model(workspace, follow)];
  for (const call of calls) {
    if (call.outside !== undefined) continue;
    const possible = await decided(call, clusters, after);
    if (possible ? !isFulfilled(call, possible) : await decided(call, clusters, before)) return call;
  }
  return undefined;
}

/** Undefined where the model cannot read the overlays: it knows only what fedc writes. */
function readable(planted: PlannedOverlays): ReturnType<typeof followIn> | undefined {
  try {
    return followIn(planted);
  } catch (error) {
    if (error instanceof UnsupportedObject) return undefined;
    throw error;
  }
}
