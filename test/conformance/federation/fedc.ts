import { join } from "node:path";
import { repository } from "../machine/paths.ts";
import { attempt, type CommandOptions, type CommandResult } from "../machine/run-command.ts";

const program = [process.execPath, "--import", import.meta.resolve("tsx"), join(repository, "compiler/cli/main.ts")];

/** Runs fedc from its sources, as a user runs it, in a folder with a federation.yaml. */
export function fedc(words: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return attempt([...program, ...words], options);
}
