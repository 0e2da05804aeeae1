import { build } from "./build.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { explain } from "./explain.ts";
import { trustDev } from "./trust-dev.ts";
import { trustInspect } from "./trust-inspect.ts";
import { trustPlan } from "./trust-plan.ts";

/** Every command, in the order of the help; those that share their first word stand together. */
export const commands: readonly Command[] = [check, build, trustInspect, trustPlan, trustDev, explain];
