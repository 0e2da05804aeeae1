import type { AlternativeEntry } from "../../1-load/federation-file.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Allow, Cluster, Exposure } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { normalized } from "../../istio/data-path/request-path.ts";
import type { IntendedEnd } from "./intent.ts";

/** A request as a cluster's proxies read its path; undefined where they refuse it. */
export function asReadIn({ istio }: Cluster, request: HttpRequest): HttpRequest | undefined {
  const path = normalized(request.path, istio.pathNormalization);
  return path === undefined ? undefined : { ...request, path };
}

/** What the exposer's proxies read below the path that an exposure has on its own host; undefined where it lies elsewhere. */
export function belowPath({ cluster, path = "/" }: Exposure, request: HttpRequest): HttpRequest | undefined {
  const read = asReadIn(cluster, request);
  return read?.path.startsWith(path) ? { ...read, path: read.path.slice(path.length - 1) } : undefined;
}

/** The same of a request as its caller's own proxies send it to that host, with the path in front. */
export function putBelowPath(exposure: Exposure, request: HttpRequest): HttpRequest | undefined {
  const { path = "/" } = exposure;
  return belowPath(exposure, { ...request, path: `${path}${request.path.slice(1)}` });
}

/**
 * What an exposer's allow makes of a request that its gateway reads so: the called workload's proxy reads it once more, and where that is
 * something else, both must be let through, and it need not arrive.
 */
export function arrivalOf(allow: Allow, read: HttpRequest | undefined): IntendedEnd["arrives"] | undefined {
  if (!allows(allow, read, undefined)) return undefined;
  const again = read && asReadIn(allow.exposure.cluster, read);
  if (again?.path === read?.path) return "must";
  return again && allows(allow, again, undefined) ? "may" : undefined;
}

/** Whether an exposer's allow lets a request through, its path as the exposer's proxies read it. `caller` is who asks, where the exposer can tell: in mode workloads. */
export function allows({ alternatives, exposure }: Allow, request: HttpRequest | undefined, caller: string | undefined): boolean {
  const { protocol } = exposure.service;
  if ((protocol === "tcp") !== (request === undefined)) return false;
  if (protocol === "tcp" && alternatives.length === 0) return true;
  return alternatives.some(
    (alternative) => byCaller(alternative, caller) && (request === undefined || allowsRequest(alternative, request, protocol === "grpc")),
  );
}

function byCaller({ callers = "any" }: AlternativeEntry, caller: string | undefined): boolean {
  return caller === undefined || coversCaller(callers, caller);
}

function allowsRequest({ methods = "any", paths, rpcs }: AlternativeEntry, request: HttpRequest, grpc: boolean): boolean {
  const path = pathOf(request);
  if (grpc) return request.method === "POST" && (rpcs === undefined || rpcs === "any" || rpcs.some((rpc) => isMeant(`/${rpc}`, path)));
  return (methods === "any" || methods.includes(request.method)) && (paths === undefined || paths.some((one) => isMeant(one, path)));
}

/** A prefix that ends in `/*` means what lies below it, and not the name in front of the slash. */
function isMeant(written: string, path: string): boolean {
  return written.endsWith("/*") ? path.startsWith(written.slice(0, -1)) : path === written;
}

/** Without the query. */
export function pathOf({ path }: HttpRequest): string {
  return path.split("?", 1)[0] ?? path;
}
