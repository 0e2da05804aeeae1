import type { AuthorizationRule, Operation } from "../4-plan/objects.ts";
import { compare } from "../findings/finding.ts";

/** The requirements of a rule: lists of what it accepts, and under `not…` lists of what it rejects. */
type Requirements = Readonly<Record<string, readonly string[] | undefined>>;
type Source = NonNullable<AuthorizationRule["from"]>[number]["source"];

const sni = "connection.sni";

/**
 * The rule that holds where both rules hold; undefined if they exclude each other. Its lists are sorted, so that equal rules are equal
 * texts.
 */
export function intersectRules(a: AuthorizationRule, b: AuthorizationRule): AuthorizationRule | undefined {
  const from = intersectLists(a.from?.map(sourceOf), b.from?.map(sourceOf), ["principals"]);
  const to = intersectLists(a.to?.map(operationOf), b.to?.map(operationOf), ["hosts", "ports", "methods", "paths"]);
  const when = intersectLists([namesOf(a)], [namesOf(b)], ["values"]);
  if (from?.length === 0 || to?.length === 0 || when?.length === 0) return undefined;
  const condition = when?.[0] && Object.keys(when[0]).length > 0 ? [{ key: sni, ...when[0] }] : undefined;
  return {
    ...(from && { from: from.map((source) => ({ source: source as Source })) }),
    ...(to && { to: to.map((operation) => ({ operation: operation as Operation })) }),
    ...(condition && { when: condition }),
  };
}

/** The intersection of two lists of rules: every rule of one list with every rule of the other. */
export function intersectAll(a: readonly AuthorizationRule[], b: readonly AuthorizationRule[]): readonly AuthorizationRule[] {
  return a.flatMap((rule) => b.flatMap((other) => intersectRules(rule, other) ?? []));
}

/** Drops rules that other rules subsume. */
export function minimal(rules: readonly AuthorizationRule[]): readonly AuthorizationRule[] {
  const normalized = rules.flatMap((rule) => intersectRules(rule, rule) ?? []);
  const texts = normalized.map((rule) => JSON.stringify(rule));
  return normalized.filter((rule, i) => {
    return !normalized.some((other, j) => {
      if (i === j || (texts[i] === texts[j] && i < j)) return false;
      return texts[i] === texts[j] || JSON.stringify(intersectRules(rule, other)) === texts[i];
    });
  });
}

/** The requirements of a rule on the server name. */
function namesOf({ when = [] }: AuthorizationRule): Requirements {
  return when
    .map(({ values, notValues }): Requirements => ({ ...(values && { values }), ...(notValues && { notValues }) }))
    .reduce((all, one) => intersectRequirements(all, one, ["values"]) ?? { values: [] }, {} as Requirements);
}

function sourceOf({ source }: { readonly source: Source }): Requirements {
  return source as Requirements;
}

function operationOf({ operation }: { readonly operation: Operation }): Requirements {
  return operation as Requirements;
}

/** The intersection of two lists of alternatives; undefined if neither list requires anything, empty if they exclude each other. */
function intersectLists(
  a: readonly Requirements[] | undefined,
  b: readonly Requirements[] | undefined,
  fields: readonly string[],
): readonly Requirements[] | undefined {
  if (!a && !b) return undefined;
  const intersections = (a ?? [{}]).flatMap((one) =>
    (b ?? [{}]).flatMap((other) => {
      const both = intersectRequirements(one, other, fields);
      return both ? [both] : [];
    }),
  );
  const texts = intersections.map((requirements) => JSON.stringify(requirements));
  const isWithin = (i: number, j: number) =>
    JSON.stringify(intersectRequirements(intersections[i] ?? {}, intersections[j] ?? {}, fields)) === texts[i];
  const kept = intersections.filter((_, i) => !intersections.some((_, j) => j !== i && isWithin(i, j) && (j < i || !isWithin(j, i))));
  return kept.sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other)));
}

/** Undefined if one accepts only what the other rejects. */
function intersectRequirements(a: Requirements, b: Requirements, fields: readonly string[]): Requirements | undefined {
  const intersection: Record<string, readonly string[]> = {};
  for (const field of fields) {
    const negation = `not${field[0]?.toUpperCase()}${field.slice(1)}`;
    const rejected = [...new Set([...(a[negation] ?? []), ...(b[negation] ?? [])])].sort(compare);
    const both = intersectPatterns(a[field], b[field])?.filter((pattern) => !rejected.some((other) => subsumes(other, pattern)));
    if (both?.length === 0) return undefined;
    if (both) intersection[field] = both;
    const relevant = rejected.filter((pattern) => !both || both.some((other) => subsumes(other, pattern)));
    if (relevant.length > 0)
      intersection[negation] = relevant.filter((pattern) => !relevant.some((other) => other !== pattern && subsumes(other, pattern)));
  }
  return intersection;
}

function intersectPatterns(a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined {
  if (!a || !b) return a || b ? narrowest([...(a ?? b ?? [])]) : undefined;
  return narrowest(a.flatMap((one) => b.flatMap((other) => (subsumes(one, other) ? [other] : subsumes(other, one) ? [one] : []))));
}

/** Each pattern once, without those that another pattern subsumes. */
function narrowest(patterns: readonly string[]): readonly string[] {
  const sorted = [...new Set(patterns)].sort(compare);
  return sorted.filter((pattern) => !sorted.some((other) => other !== pattern && subsumes(other, pattern)));
}

/** `a*` subsumes `ab` and `ab*`, `*a` subsumes `ba` and `*ba`. */
function subsumes(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  if (wide.startsWith("*")) return narrow.endsWith(wide.slice(1)) && !narrow.endsWith("*");
  return wide.endsWith("*") && !narrow.startsWith("*") && narrow.startsWith(wide.slice(0, -1));
}
