import { access } from "./access.ts";
import { build } from "./build.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { completion } from "./completion.ts";
import { consume } from "./consume.ts";
import { diff } from "./diff.ts";
import { explain } from "./explain.ts";
import { expose } from "./expose.ts";
import { graph } from "./graph.ts";
import { init } from "./init.ts";
import { publish } from "./publish.ts";
import { trustDev } from "./trust-dev.ts";
import { trustInspect } from "./trust-inspect.ts";
import { trustPlan } from "./trust-plan.ts";
import { verifyCommand } from "./verify.ts";
import { why } from "./why.ts";

/** Every command, in the order of the help; those that share their first word stand together. */
export const commands: readonly Command[] = [
  init,
  expose,
  consume,
  check,
  build,
  diff,
  verifyCommand,
  access,
  why,
  graph,
  publish,
  trustInspect,
  trustPlan,
  trustDev,
  explain,
  completion(() => commands),
];
