import type { AlternativeEntry, Protocol } from "../1-load/federation-file.ts";
import type { Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import type { Operation } from "./objects.ts";

/** What a grant lets through, an operation per alternative: methods, and paths as they are behind `prefix` (which ends in `/`). */
export function grantedOperations(grant: Grant, prefix = "/"): readonly Operation[] {
  const { protocol } = grant.exposure.service;
  return grant.allow.alternatives.map((alternative) => operationOf(protocol, alternative, prefix));
}

/** What one alternative lets through: everything for tcp. */
export function operationOf(protocol: Protocol, alternative: AlternativeEntry, prefix = "/"): Operation {
  if (protocol === "tcp") return {};
  return protocol === "grpc" ? grpcOperation(alternative.rpcs ?? []) : httpOperation(alternative, prefix);
}

/** Whether some path is let through for how it begins: what another proxy reads in it may then be no such path. */
export function isGrantedByPrefix(grant: Grant): boolean {
  return grantedOperations(grant).some(({ paths }) => paths?.some((path) => path.endsWith("/*")) && !paths.includes("/*"));
}

/**
 * Every way to be none of these calls, as operations of a denial; none where they are everything. A call is missed by its method or
 * by its path, so several operations are missed by every choice of one of the two for each; what another choice has within it drops out.
 */
export function missing(granted: readonly Operation[]): readonly Operation[] {
  let choices: readonly Operation[] = [{}];
  for (const { methods, paths } of granted)
    choices = choices.flatMap((choice) => [
      ...(methods ? [{ ...choice, notMethods: sorted([...(choice.notMethods ?? []), ...methods]) }] : []),
      ...(paths ? [{ ...choice, notPaths: sorted([...(choice.notPaths ?? []), ...paths]) }] : []),
    ]);
  const distinct = [...new Map(choices.map((choice) => [JSON.stringify([choice.notMethods, choice.notPaths]), choice])).values()];
  return distinct.filter((choice) => !distinct.some((other) => other !== choice && isWider(other, choice)));
}

/** Denies all that the other denies. */
function isWider(a: Operation, b: Operation): boolean {
  const within = (some: readonly string[] = [], others: readonly string[] = []) => some.every((one) => others.includes(one));
  return within(a.notMethods, b.notMethods) && within(a.notPaths, b.notPaths);
}

function httpOperation({ methods, paths }: AlternativeEntry, prefix: string): Operation {
  const granted = paths && sorted(paths).map((path) => `${prefix}${path.slice(1)}`);
  return {
    ...(methods !== "any" && methods && { methods: sorted(methods) }),
    ...(granted && { paths: granted }),
  };
}

/** A gRPC call is a POST to `/package.Service/Method`. */
function grpcOperation(rpcs: "any" | readonly string[]): Operation {
  return { methods: ["POST"], ...(rpcs !== "any" && { paths: sorted(rpcs).map((rpc) => `/${rpc}`) }) };
}
