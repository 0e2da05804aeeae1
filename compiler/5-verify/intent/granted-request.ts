import type { AlternativeEntry } from "../../1-load/federation-file.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Allow, Cluster, Exposure } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { hasDotParameters, type Normalization, normalizationIn, requestAsRead } from "../../istio/data-path/request-path.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import { statedVersion } from "../../istio-versions/istio-version.ts";
import type { IntendedEnd } from "./intent.ts";

/** A request as a cluster's proxies read its path. Undefined if they refuse it. */
export function asReadIn(cluster: Cluster, request: HttpRequest): HttpRequest | undefined {
  const normalization = normalizationOf(cluster);
  return getOrMake(
    getOrMake(readBefore, normalization, () => new WeakMap<HttpRequest, HttpRequest | undefined>()),
    request,
    () => requestAsRead(request, normalization),
  );
}

/** By setting, so that the same request is read once, and what is read is the same object. */
const readBefore = new Map<Normalization, WeakMap<HttpRequest, HttpRequest | undefined>>();

/** How a cluster's proxies read paths. */
export function normalizationOf({ istio }: Cluster): Normalization {
  return getOrMake(normalizations, istio, () => normalizationIn({ ...istio, istioVersion: statedVersion(istio) }));
}

const normalizations = new WeakMap<Cluster["istio"], Normalization>();

/** What an allow grants, as one text. Under equal texts the same requests are granted, but for callers. */
export function allowText(allow: Allow): string {
  return getOrMake(texts, allow, () => JSON.stringify(allow.alternatives.map(({ methods, paths, rpcs }) => [methods, paths, rpcs])));
}

const texts = new WeakMap<Allow, string>();

/** A request, as the exposer's proxies read it, without the path that the exposure has on its own host. Undefined if it is elsewhere. */
export function belowPath({ cluster, path = "/" }: Exposure, request: HttpRequest): HttpRequest | undefined {
  const read = asReadIn(cluster, request);
  return read?.path.startsWith(path) ? { ...read, path: read.path.slice(path.length - 1) } : undefined;
}

/** The same for a request to which its caller's proxies add this path. */
export function putBelowPath(exposure: Exposure, request: HttpRequest): HttpRequest | undefined {
  const { path = "/" } = exposure;
  return belowPath(exposure, { ...request, path: `${path}${request.path.slice(1)}` });
}

/**
 * Whether an exposer's allow grants a request as its gateway reads it. The called workload's proxy reads it once more: if that changes the
 * path, both paths must be granted, and the request need not arrive. Nor need one arrive whose path the next Envoy, if it is newer, may read
 * otherwise: the gateway may refuse it.
 */
export function arrivalOf(allow: Allow, read: HttpRequest | undefined): IntendedEnd["arrives"] | undefined {
  if (!allows(allow, read, undefined)) return undefined;
  const again = read && asReadIn(allow.exposure.cluster, read);
  if (again?.path === read?.path) return read && hasDotParameters(read.path) ? "may" : "must";
  return again && allows(allow, again, undefined) ? "may" : undefined;
}

/** Whether an exposer's allow grants a request as its proxies read it. `caller` is undefined if the exposer cannot tell callers apart. */
export function allows({ alternatives, exposure }: Allow, request: HttpRequest | undefined, caller: string | undefined): boolean {
  const { protocol } = exposure.service;
  if ((protocol === "tcp") !== (request === undefined)) return false;
  if (protocol === "tcp" && alternatives.length === 0) return true;
  return alternatives.some(
    ({ callers = "any", ...alternative }) =>
      (caller === undefined || coversCaller(callers, caller)) &&
      (request === undefined || allowsRequest(alternative, request, protocol === "grpc")),
  );
}

function allowsRequest({ methods = "any", paths, rpcs }: AlternativeEntry, request: HttpRequest, grpc: boolean): boolean {
  const [path = ""] = request.path.split("?", 1);
  if (grpc) return request.method === "POST" && (rpcs === undefined || rpcs === "any" || rpcs.some((rpc) => isMeant(`/${rpc}`, path)));
  return (methods === "any" || methods.includes(request.method)) && (paths === undefined || paths.some((one) => isMeant(one, path)));
}

/** A prefix that ends in `/*` means the paths below it, without the name before the slash. */
function isMeant(written: string, path: string): boolean {
  return written.endsWith("/*") ? path.startsWith(written.slice(0, -1)) : path === written;
}
