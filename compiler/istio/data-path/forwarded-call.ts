import type { RouteDestination } from "../objects/read-routes.ts";
import type { ObjectName } from "../verdict.ts";
import type { Connection, Flight } from "./flight.ts";
import type { SourceProxy } from "./source-proxy.ts";

/** What a proxy sends on. */
export interface ForwardedCall {
  readonly flight: Flight;
  readonly source: SourceProxy;
  readonly destination: Pick<RouteDestination, "host" | "port" | "subset">;
  /** The route that says so; undefined where it is only the name that was called. */
  readonly by: ObjectName | undefined;
  readonly connection: Connection;
}
