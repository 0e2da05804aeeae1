import type { RootEntry, RouteEntry } from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Place } from "../findings/source.ts";
import type { Allow, Exposure, Federation } from "./federation.ts";

/** Where an exposure is shown: at its key under `expose`. */
export function exposurePlace(at: Spans, { service, cluster }: Exposure): Place {
  return at.key(service.written.expose ?? {}, cluster.name);
}

/** Every exposure in the order of the file, so that of two that do not go together the later one is told of. */
export function exposuresAsWritten({ services }: Federation, at: Spans): readonly Exposure[] {
  const placed = services.flatMap(({ exposures }) => exposures.map((exposure) => ({ exposure, start: exposurePlace(at, exposure).start })));
  return placed.sort((a, b) => a.start - b.start).map(({ exposure }) => exposure);
}

/** Where an exposer's half of a grant is shown: at its key under `allow`. */
export function allowPlace(at: Spans, { exposure, key }: Allow): Place {
  return at.key(exposure.written.allow ?? {}, key);
}

/** Where a route is shown: at its `match`, or at its `to`. */
export function routePlace(at: Spans, route: RouteEntry): Place {
  return at.key(route, route.match ? "match" : "to");
}

/** Where a root is shown: the name of its file, or the key of its text. */
export function rootPlace(at: Spans, entry: RootEntry): Place {
  return entry.file === undefined ? at.key(entry, "pem") : at.value(entry, "file");
}
