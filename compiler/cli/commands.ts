import { build } from "./build.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { explain } from "./explain.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [check, build, explain];
