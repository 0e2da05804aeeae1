import { access } from "../commands/access/command.ts";
import { build } from "../commands/build/command.ts";
import { checkCommand } from "../commands/check/command.ts";
import type { CommandDeclaration, RequestOf } from "../commands/command.ts";
import { consume } from "../commands/consume/command.ts";
import { diff } from "../commands/diff/command.ts";
import { explain } from "../commands/explain/command.ts";
import { expose } from "../commands/expose/command.ts";
import { graph } from "../commands/graph/command.ts";
import { handover } from "../commands/handover/command.ts";
import { importCommand } from "../commands/import/command.ts";
import { init } from "../commands/init/command.ts";
import { inventoryCommand } from "../commands/inventory/command.ts";
import { publishCommand } from "../commands/publish/command.ts";
import { renameCluster } from "../commands/rename-cluster/command.ts";
import { renameService } from "../commands/rename-service/command.ts";
import { retract } from "../commands/retract/command.ts";
import { trustDev } from "../commands/trust-dev/command.ts";
import { trustInspect } from "../commands/trust-inspect/command.ts";
import { trustPlan } from "../commands/trust-plan/command.ts";
import { verifyCommand } from "../commands/verify/command.ts";
import { why } from "../commands/why/command.ts";
import type { Answer } from "../findings/answer.ts";
import { completion } from "./completion/command.ts";
import { setV8Flags } from "./v8-flags.ts";

export interface Command extends CommandDeclaration {
  /** Loads the command's code, and carries out a request that `readArguments` made by the declaration. */
  run(request: UntypedRequest): Promise<Answer>;
}

export type UntypedRequest = Readonly<Record<string, unknown>>;

/** Every command, in the order of the help. Those that share their first word stand together. */
export const commands: readonly Command[] = [
  command(init, async () => (await import("../commands/init/run.ts")).runInit),
  command(importCommand, async () => (await import("../commands/import/run.ts")).runImport),
  command(expose, async () => (await import("../commands/expose/run.ts")).runExpose),
  command(consume, async () => (await import("../commands/consume/run.ts")).runConsume),
  command(retract, async () => (await import("../commands/retract/run.ts")).runRetract),
  command(renameService, async () => (await import("../commands/rename-service/run.ts")).runRenameService),
  command(renameCluster, async () => (await import("../commands/rename-cluster/run.ts")).runRenameCluster),
  command(checkCommand, async () => (await import("../commands/check/run.ts")).runCheck),
  command(inventoryCommand, async () => (await import("../commands/inventory/run.ts")).runInventory),
  command(build, async () => (await import("../commands/build/run.ts")).runBuild),
  command(diff, async () => (await import("../commands/diff/run.ts")).runDiff),
  command(verifyCommand, async () => (await import("../commands/verify/run.ts")).runVerify),
  command(access, async () => (await import("../commands/access/run.ts")).runAccess),
  command(why, async () => (await import("../commands/why/run.ts")).runWhy),
  command(graph, async () => (await import("../commands/graph/run.ts")).runGraph),
  command(handover, async () => (await import("../commands/handover/run.ts")).runHandover),
  command(publishCommand, async () => (await import("../commands/publish/run.ts")).runPublish),
  command(trustInspect, async () => (await import("../commands/trust-inspect/run.ts")).runTrustInspect),
  command(trustPlan, async () => (await import("../commands/trust-plan/run.ts")).runTrustPlan),
  command(trustDev, async () => (await import("../commands/trust-dev/run.ts")).runTrustDev),
  command(explain, async () => (await import("../commands/explain/run.ts")).runExplain),
  command(completion, async () => (await import("./completion/scripts.ts")).runCompletion),
];

/** The type of the request follows from the declaration, and `readArguments` makes requests by the same declaration. */
function command<Declaration extends CommandDeclaration>(
  declaration: Declaration,
  load: () => Promise<(request: RequestOf<Declaration>) => Answer | Promise<Answer>>,
): Command {
  const run = async (request: UntypedRequest) => {
    const runLoaded = await load();
    setV8Flags();
    return runLoaded(request as RequestOf<Declaration>);
  };
  return { ...declaration, run };
}
