import { runAction } from "./run-action.ts";

// What GitHub runs: one file, without arguments, in the workspace.
process.exitCode = await runAction(process.env);
