import { callerEntries, consumersCallers, coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { principals } from "../names.ts";
import type { Operation } from "../objects.ts";
import { operationOf } from "../operations.ts";

/** Callers of a consuming cluster, and all that they may do under one grant. */
export interface GrantedCallers {
  readonly principals: readonly string[];
  /** Some of them who may do something else. */
  readonly notPrincipals: readonly string[];
  /** One of these each call must be. */
  readonly operations: readonly Operation[];
}

/**
 * Who may do what under a grant in mode workloads, where callers are told apart: the consumer's callers, as far as the exposer's
 * alternatives allow them. Alternatives for `shop/*` and for `shop/foo` add up for `shop/foo`, so that one comes by itself.
 */
export function grantedCallers(grant: Grant): readonly GrantedCallers[] {
  const alternatives = alternativesOf(grant);
  const all = sorted(alternatives.flatMap(({ callers }) => callers));
  const groups = new Map<string, { callers: string[]; operations: readonly Operation[] }>();
  for (const caller of all) {
    const applying = alternatives.filter(({ callers }) => callers.some((other) => covers(other, caller)));
    const key = applying.map((alternative) => alternatives.indexOf(alternative)).join();
    const group = groups.get(key) ?? { callers: [], operations: applying.map(({ operation }) => operation) };
    groups.set(key, group);
    group.callers.push(caller);
  }
  return [...groups.values()].map(({ callers, operations }) => {
    const others = all.filter((one) => !callers.includes(one) && callers.some((caller) => covers(caller, one)));
    return {
      principals: asPrincipals(grant.consumer, widest(callers)),
      notPrincipals: asPrincipals(grant.consumer, widest(others)),
      operations,
    };
  });
}

/** Principals of everyone who may do anything under a grant in mode workloads. */
export function grantedPrincipals(grant: Grant): readonly string[] {
  return asPrincipals(grant.consumer, widest(sorted(alternativesOf(grant).flatMap(({ callers }) => callers))));
}

/** What the exposer's alternatives allow, each to those of the consumer's callers that it is for. */
function alternativesOf(grant: Grant) {
  const wanted = callerEntries(consumersCallers(grant));
  return grant.allow.alternatives.map((alternative) => ({
    operation: operationOf(grant.exposure.service.protocol, alternative),
    callers: common(wanted, callerEntries(alternative.callers ?? "any")),
  }));
}

function asPrincipals(cluster: Cluster, callers: readonly string[]): readonly string[] {
  return sorted(callers.flatMap((caller) => principals(cluster, caller === "any" ? caller : [caller])));
}

function common(some: readonly string[], others: readonly string[]): readonly string[] {
  return sorted(some.flatMap((a) => others.flatMap((b) => (covers(a, b) ? b : covers(b, a) ? a : []))));
}

function covers(caller: string, other: string): boolean {
  return coversCaller(caller === "any" ? caller : [caller], other);
}

function widest(callers: readonly string[]): readonly string[] {
  return callers.filter((caller) => !callers.some((other) => other !== caller && covers(other, caller)));
}
