import type { RootEntry, RouteEntry } from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Place } from "../findings/source.ts";
import type { Allow, Exposure } from "./federation.ts";

/** The place that findings show for an exposure: its key under `expose`. */
export function exposurePlace(at: Spans, { service, cluster }: Exposure): Place {
  return at.key(service.written.expose ?? {}, cluster.name);
}

/** The place that findings show for an exposer's half of a grant: its key under `allow`. */
export function allowPlace(at: Spans, { exposure, key }: Allow): Place {
  return at.key(exposure.written.allow ?? {}, key);
}

/** The place that findings show for a route: its `match`, or else its `to`. */
export function routePlace(at: Spans, route: RouteEntry): Place {
  return at.key(route, route.match ? "match" : "to");
}

/** The place that findings show for a root: the name of its file, or the key `pem`. */
export function rootPlace(at: Spans, entry: RootEntry): Place {
  return entry.file === undefined ? at.key(entry, "pem") : at.value(entry, "file");
}
