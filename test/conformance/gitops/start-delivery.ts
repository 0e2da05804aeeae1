import type { Clusters } from "../cluster/cluster.ts";
import { Applied } from "../delivery/applied.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Options } from "../options.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ArgoCd } from "./argo-cd.ts";
import { Flux } from "./flux.ts";
import { Gitea } from "./gitea.ts";
import { KubectlTool } from "./kubectl-tool.ts";
import { PlainForge } from "./plain-forge.ts";
import { Published } from "./published.ts";
import { ReportedWaves } from "./reported-waves.ts";

interface StartedDelivery {
  readonly delivery: Delivery;
  stop(): Promise<void>;
}

/** The way into the clusters that the command line asks for. Without a word of it: in waves if there are changes, else at once. */
export async function startDelivery(
  { steps, order, handedOver }: Scenario,
  clusters: Clusters,
  { gitops, synced }: Options,
): Promise<StartedDelivery> {
  // What is handed over, nothing publishes.
  if (handedOver !== undefined) return { delivery: new Applied(clusters, order), stop: async () => {} };
  if (gitops) {
    const forge = await Gitea.start();
    if (synced !== undefined) {
      const flux = new Flux(forge.access);
      const reports = new ReportedWaves(forge, flux, clusters, synced);
      return { delivery: await Published.start(clusters, forge, flux, reports), stop: () => forge.stop() };
    }
    const tool = gitops === "flux" ? new Flux(forge.access) : new ArgoCd(forge.access);
    return { delivery: await Published.start(clusters, forge, tool), stop: () => forge.stop() };
  }
  if (!steps.some(({ kind }) => kind === "changes")) return { delivery: new Applied(clusters, order), stop: async () => {} };
  const forge = await PlainForge.start();
  return { delivery: await Published.start(clusters, forge, new KubectlTool(forge)), stop: () => forge.stop() };
}
