import { writtenNames } from "../../1-load/written-names.ts";
import type { Command } from "../../commands/command.ts";
import { defaultFile, defaultMaxBytes, readFederation } from "../../environment/federation-input.ts";
import { bashCompletion } from "./bash.ts";
import { completedCommands } from "./completed-command.ts";
import { fishCompletion } from "./fish.ts";
import type { Names, Shell } from "./operands.ts";
import { zshCompletion } from "./zsh.ts";

/** The script for a shell, made of what every command says about itself. */
export function scriptFor(shell: Shell, commands: readonly Command[]): string {
  return { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }[shell](completedCommands(commands));
}

/** Names that stand in this folder's file, or codes; none where there is no file, or none that can be read: nobody looks at an error here. */
export async function namesFor(asked: Names): Promise<readonly string[]> {
  if (asked === "codes") return (await import("../../explanations.ts")).explanations.map(({ code }) => code);
  try {
    const { clusters, groups, services } = writtenNames(readFederation(defaultFile).source, defaultMaxBytes);
    return { clusters, members: [...clusters, ...groups], services, ends: [...services, ...clusters] }[asked];
  } catch {
    return [];
  }
}
