import type { Permissions } from "../7-write/reconcile.ts";
import type { Ancestry, Revision } from "./delivery/delivery-record.ts";
import type { DeliveryPlan } from "./delivery/plan-delivery.ts";
import type { SignCommit } from "./delivery/sign-commit.ts";
import type { UpToDateCache } from "./delivery/up-to-date-cache.ts";
import type { ReadReports } from "./forges/commit-report.ts";
import type { Forge, PullRequestText } from "./forges/forge.ts";
import type { Remote } from "./git/remote.ts";
import type { Delivery, DeliveryPlace, Target } from "./target.ts";

/** Everything that publishing needs besides overlays: options, the clock, git and forges. */
export interface PublishContext {
  readonly federation: string;
  readonly permissions: Permissions & { readonly allowRollback: boolean };
  /** Plans everything and writes nothing. */
  readonly dryRun: boolean;
  /** Goes through the repositories one by one, and stops after the first that fails. */
  readonly stopOnError: boolean;
  /** The author and the committer of the commits, as `name <address>`. */
  readonly author: string;
  readonly committer: string;
  readonly sign: SignCommit;
  /** In seconds. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** The remote of a place, with a folder of its own. The same place gets the same remote. */
  readonly remote: (place: DeliveryPlace) => Promise<Remote>;
  /** The API for pull requests. Throws a Failure if there is none. */
  readonly forge: (place: DeliveryPlace) => Promise<Forge>;
  /** The API for reports on commits. Throws a Failure if there is none. Missing for a trial, in which no cluster follows anything. */
  readonly reports: ((place: DeliveryPlace) => Promise<ReadReports>) | undefined;
  /** The word of a place's forge for a pull request. */
  readonly requestWord: (place: DeliveryPlace) => "pull request" | "merge request";
  readonly describe: (delivery: Delivery, plans: readonly DeliveryPlan[]) => PullRequestText;
  /** The targets of the clusters that this run was asked for, whether they are sent or have to wait. */
  readonly asked: readonly Target[];
  /** The targets of all overlays of federation.yaml. */
  readonly file: readonly Target[];
  readonly source: SourceRevision | undefined;
  readonly upToDate: UpToDateCache;
}

/** The part of the context that depends neither on federation.yaml nor on the live state. */
export type PublishEnvironment = Omit<PublishContext, "describe" | "asked" | "file">;

/** The revision of federation.yaml in its own repository. */
export interface SourceRevision {
  readonly revision: Revision;
  /** Whether another revision is newer than this one. */
  readonly ancestry: (commit: string) => Promise<Ancestry>;
}
