import type { Revision } from "./delivery/delivery-record.ts";
import type { DeliveryPlan, Permissions } from "./delivery/plan-delivery.ts";
import type { Ancestry } from "./delivery/rollback.ts";
import type { UpToDateCache } from "./delivery/up-to-date-cache.ts";
import type { Hosting, PullRequestText } from "./forges/hosting.ts";
import type { Remote } from "./git/remote.ts";
import type { Delivery, Target } from "./target.ts";

/** What publishing needs from outside, and what it was told. */
export interface PublishContext {
  readonly federation: string;
  readonly permissions: Permissions & { readonly allowRollback: boolean };
  /** Finds out everything and writes nothing. */
  readonly dryRun: boolean;
  /** Starts no further repository after the first that failed; one after the other. */
  readonly stopOnError?: boolean;
  /** `name <address>` of the commits. */
  readonly author: string;
  /** In seconds. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** The same for the same place, with a folder of its own. */
  readonly remote: (place: Pick<Delivery, "repository" | "branch" | "delivery">) => Promise<Remote>;
  /** What takes pull requests. Throws a Failure where nothing does. */
  readonly hosting: (address: string) => Promise<Hosting>;
  readonly describe: (delivery: Delivery, plans: readonly DeliveryPlan[]) => PullRequestText;
  /** Where overlays go that this run was asked about, whether they are sent or have to wait. */
  readonly asked: readonly Target[];
  /** Where all overlays of the file go. */
  readonly file: readonly Target[];
  readonly source: SourceRevision | undefined;
  readonly upToDate: UpToDateCache;
}

/** Without what goes by the file and by what stands. */
export type Outside = Omit<PublishContext, "describe" | "asked" | "file">;

/** Where the federation stands in its own repository. */
export interface SourceRevision {
  readonly revision: Revision;
  /** How a revision stands to this one. */
  readonly ancestry: (commit: string) => Promise<Ancestry>;
}
