import type { RouteDestination } from "../objects/read-routes.ts";
import type { ObjectName } from "../verdict.ts";
import type { Sender } from "./sender.ts";
import type { Connection, Way } from "./way.ts";

/** What a proxy sends on. */
export interface Onward {
  readonly way: Way;
  readonly sender: Sender;
  readonly destination: Pick<RouteDestination, "host" | "port" | "subset">;
  /** The route that says so; undefined where it is only the name that was called. */
  readonly by: ObjectName | undefined;
  readonly connection: Connection;
}
