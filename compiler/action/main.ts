import { runAction } from "./run-action.ts";

// GitHub runs this as one file, without arguments, in the workspace.
process.exitCode = await runAction(process.env);
