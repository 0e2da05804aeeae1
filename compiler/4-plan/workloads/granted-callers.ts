import { callerEntries, consumersCallers, coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { principals } from "../names.ts";
import type { Operation } from "../objects.ts";
import { operationOf } from "../operations.ts";

/** Callers of a consuming cluster with the same permissions under one grant. */
export interface GrantedCallers {
  readonly principals: readonly string[];
  /** Exceptions: callers among the principals that have other permissions. */
  readonly notPrincipals: readonly string[];
  /** Each call must match one of these. */
  readonly operations: readonly Operation[];
}

/**
 * The permissions of each caller under a grant in mode workloads: the consumer's callers, as far as the exposer's alternatives allow them.
 * `shop/foo` has the permissions of the alternatives for `shop/*` and for `shop/foo`, so it forms a group of its own.
 */
export function grantedCallers(grant: Grant): readonly GrantedCallers[] {
  const alternatives = alternativesOf(grant);
  const granted = sorted(alternatives.flatMap(({ callers }) => callers));
  const groups = new Map<string, { callers: string[]; operations: readonly Operation[] }>();
  for (const caller of granted) {
    const applying = alternatives.filter(({ callers }) => callers.some((other) => covers(other, caller)));
    const key = applying.map((alternative) => alternatives.indexOf(alternative)).join();
    const group = groups.get(key) ?? { callers: [], operations: applying.map(({ operation }) => operation) };
    groups.set(key, group);
    group.callers.push(caller);
  }
  return [...groups.values()].map(({ callers, operations }) => {
    const exceptions = granted.filter((other) => !callers.includes(other) && callers.some((caller) => covers(caller, other)));
    return {
      principals: asPrincipals(grant.consumer, widest(callers)),
      notPrincipals: asPrincipals(grant.consumer, widest(exceptions)),
      operations,
    };
  });
}

/** Principals of all callers with any permission under a grant in mode workloads. */
export function grantedPrincipals(grant: Grant): readonly string[] {
  return asPrincipals(grant.consumer, widest(sorted(alternativesOf(grant).flatMap(({ callers }) => callers))));
}

/** The exposer's alternatives, each with the consumer's callers that it applies to. */
function alternativesOf(grant: Grant) {
  const consumerCallers = callerEntries(consumersCallers(grant));
  return grant.allow.alternatives.map((alternative) => ({
    operation: operationOf(grant.exposure.service.protocol, alternative),
    callers: intersection(consumerCallers, callerEntries(alternative.callers ?? "any")),
  }));
}

/** The principals of callers of a cluster, sorted. */
export function asPrincipals(cluster: Cluster, callers: readonly string[]): readonly string[] {
  return sorted(callers.flatMap((caller) => principals(cluster, caller === "any" ? caller : [caller])));
}

function intersection(callers: readonly string[], others: readonly string[]): readonly string[] {
  return sorted(callers.flatMap((a) => others.flatMap((b) => (covers(a, b) ? b : covers(b, a) ? a : []))));
}

function covers(caller: string, other: string): boolean {
  return coversCaller(caller === "any" ? caller : [caller], other);
}

function widest(callers: readonly string[]): readonly string[] {
  return callers.filter((caller) => !callers.some((other) => other !== caller && covers(other, caller)));
}
