import type { AlternativeEntry } from "../1-load/federation-file.ts";
import type { Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import type { Operation } from "./objects.ts";

/** What a grant lets through, an operation per alternative: methods, and paths as they are behind `prefix` (which ends in `/`). */
export function grantedOperations(grant: Grant, prefix = "/"): readonly Operation[] {
  const { alternatives } = grant.allow;
  if (grant.exposure.service.protocol === "grpc") return alternatives.map(({ rpcs }) => grpcOperation(rpcs ?? []));
  return alternatives.map((alternative) => httpOperation(alternative, prefix));
}

function httpOperation({ methods, paths }: AlternativeEntry, prefix: string): Operation {
  const everyPath = prefix === "/" ? undefined : [`${prefix}*`];
  const granted = paths ? sorted(paths).map((path) => `${prefix}${path.slice(1)}`) : everyPath;
  return {
    ...(methods !== "any" && methods && { methods: sorted(methods) }),
    ...(granted && { paths: granted }),
  };
}

/** A gRPC call is a POST to `/package.Service/Method`. */
function grpcOperation(rpcs: "any" | readonly string[]): Operation {
  return { methods: ["POST"], ...(rpcs !== "any" && { paths: sorted(rpcs).map((rpc) => `/${rpc}`) }) };
}
