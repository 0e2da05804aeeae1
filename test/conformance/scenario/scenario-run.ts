import type { PodClients } from "../calls/pod-clients.ts";
import type { Clusters } from "../cluster/cluster.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Workspace } from "../federation/workspace.ts";
import type { Model } from "../model/model.ts";
import type { Report } from "../report/report.ts";
import type { Scenario } from "./scenario.ts";

/** A scenario whose clusters are up: what its steps work with. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly clusters: Clusters;
  readonly workspace: Workspace;
  readonly delivery: Delivery;
  readonly clients: PodClients;
  readonly model: Model;
  readonly report: Report;
  /** Whether its federation is what `fedc import` drafted. */
  readonly isDraft?: boolean;
}
