import { Failure } from "../findings/failure.ts";
import type { ActionMode, Inputs } from "./inputs.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/** The mode that is given, or the one for the event. Throws a Failure if it would deliver what nobody has merged, or if the event has no mode. */
export function chooseMode({ mode }: Inputs, { event, pullRequest, toDefaultBranch }: WorkflowEvent): ActionMode {
  if (mode === "publish" && pullRequest)
    throw new Failure("a pull request is not published before it is merged", "publish `on: push` to the default branch");
  if (mode !== "auto") return mode;
  if (pullRequest || event === "merge_group") return "preview";
  if (event === "push") return toDefaultBranch ? "publish" : "check";
  if (event === "schedule") return "drift";
  throw new Failure(`the event \`${event}\` has no mode of its own`, "choose one by `mode`: `check`, `preview`, `publish`, `drift`");
}
