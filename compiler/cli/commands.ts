import { access } from "../commands/access/command.ts";
import { build } from "../commands/build/command.ts";
import { checkCommand } from "../commands/check/command.ts";
import type { Command } from "../commands/command.ts";
import { consume } from "../commands/consume/command.ts";
import { diff } from "../commands/diff/command.ts";
import { explain } from "../commands/explain/command.ts";
import { expose } from "../commands/expose/command.ts";
import { graph } from "../commands/graph/command.ts";
import { init } from "../commands/init/command.ts";
import { publishCommand } from "../commands/publish/command.ts";
import { trustDev } from "../commands/trust-dev/command.ts";
import { trustInspect } from "../commands/trust-inspect/command.ts";
import { trustPlan } from "../commands/trust-plan/command.ts";
import { verifyCommand } from "../commands/verify/command.ts";
import { why } from "../commands/why/command.ts";
import { completion } from "./completion/command.ts";

/** Every command, in the order of the help; those that share their first word stand together. */
export const commands: readonly Command[] = [
  init,
  expose,
  consume,
  checkCommand,
  build,
  diff,
  verifyCommand,
  access,
  why,
  graph,
  publishCommand,
  trustInspect,
  trustPlan,
  trustDev,
  explain,
  completion(() => commands),
];
