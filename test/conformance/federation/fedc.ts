import { attempt, type CommandOptions, type CommandResult } from "../machine/run-command.ts";
import { fedcCommand } from "./bundle-fedc.ts";

/** Runs fedc from its sources, as a user runs it, in a folder with a federation.yaml. */
export function fedc(words: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return attempt([...fedcCommand(), ...words], options);
}
