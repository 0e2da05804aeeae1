import { Failure } from "../findings/failure.ts";
import type { ActionMode, Inputs } from "./inputs.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/** What is done: as asked, or as the event has it. Throws a Failure where that would deliver what nobody has merged, or is not clear. */
export function chooseMode({ mode }: Inputs, { event, pullRequest, toDefaultBranch }: WorkflowEvent): ActionMode {
  if (mode === "publish" && pullRequest)
    throw new Failure("a pull request is not published before it is merged", "publish `on: push` to the default branch");
  if (mode !== "auto") return mode;
  if (pullRequest || event === "merge_group") return "preview";
  if (event === "push") return toDefaultBranch ? "publish" : "check";
  if (event === "schedule") return "drift";
  throw new Failure(`it is not clear what to do on \`${event}\``, "say it by `mode`: `check`, `preview`, `publish`, `drift`");
}
