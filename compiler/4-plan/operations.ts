import type { AlternativeEntry, Protocol } from "../1-load/federation-file.ts";
import type { Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import type { Operation } from "./objects.ts";

/** The operations that a grant allows, one per alternative. `prefix`, which ends in `/`, is prepended to paths. */
export function grantedOperations(grant: Grant, prefix = "/"): readonly Operation[] {
  const { protocol } = grant.exposure.service;
  return grant.allow.alternatives.map((alternative) => operationOf(protocol, alternative, prefix));
}

/** The operation that one alternative allows. For tcp, everything. */
export function operationOf(protocol: Protocol, alternative: AlternativeEntry, prefix = "/"): Operation {
  if (protocol === "tcp") return {};
  return protocol === "grpc" ? grpcOperation(alternative.rpcs ?? []) : httpOperation(alternative, prefix);
}

/** Whether a path is allowed by its prefix. Another proxy may then read the same path as one outside the prefix. */
export function isGrantedByPrefix(grant: Grant): boolean {
  return grantedOperations(grant).some(({ paths }) => paths?.some((path) => path.endsWith("/*")) && !paths.includes("/*"));
}

/**
 * The complement of the granted operations, as operations of a denial. Empty if every call is granted. A call differs from an operation
 * by its method or by its path, so the complement of several operations has one denial for each choice of the two per operation. A denial
 * that a wider one covers is dropped.
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

/** Whether `a` denies everything that `b` denies. */
function isWider(a: Operation, b: Operation): boolean {
  const within = (values: readonly string[] = [], others: readonly string[] = []) => values.every((value) => others.includes(value));
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
