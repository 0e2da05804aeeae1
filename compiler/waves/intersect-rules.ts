import type { AuthorizationRule, Operation } from "../4-plan/objects.ts";
import { compare } from "../findings/finding.ts";

/** What authorization policies compare lists by: what is asked, and what is ruled out. */
type Asked = Readonly<Record<string, readonly string[] | undefined>>;
type Source = NonNullable<AuthorizationRule["from"]>[number]["source"];

const sni = "connection.sni";

/** The rule that holds where both hold; undefined where that is nowhere. Lists come out sorted, so that the same is the same text. */
export function intersectRules(a: AuthorizationRule, b: AuthorizationRule): AuthorizationRule | undefined {
  const from = meetLists(a.from?.map(sourceOf), b.from?.map(sourceOf), ["principals"]);
  const to = meetLists(a.to?.map(operationOf), b.to?.map(operationOf), ["hosts", "ports", "methods", "paths"]);
  const when = meetLists([namesOf(a)], [namesOf(b)], ["values"]);
  if (from?.length === 0 || to?.length === 0 || when?.length === 0) return undefined;
  const asked = when?.[0] && Object.keys(when[0]).length > 0 ? [{ key: sni, ...when[0] }] : undefined;
  return {
    ...(from && { from: from.map((source) => ({ source: source as Source })) }),
    ...(to && { to: to.map((operation) => ({ operation: operation as Operation })) }),
    ...(asked && { when: asked }),
  };
}

/** Rules of both lists at once, each with each. */
export function meetAll(a: readonly AuthorizationRule[], b: readonly AuthorizationRule[]): readonly AuthorizationRule[] {
  return a.flatMap((one) => b.flatMap((other) => intersectRules(one, other) ?? []));
}

/** Without rules that others take in. */
export function minimal(rules: readonly AuthorizationRule[]): readonly AuthorizationRule[] {
  const all = rules.flatMap((rule) => intersectRules(rule, rule) ?? []);
  const texts = all.map((rule) => JSON.stringify(rule));
  return all.filter((rule, i) => {
    return !all.some((other, j) => {
      if (i === j || (texts[i] === texts[j] && i < j)) return false;
      return texts[i] === texts[j] || JSON.stringify(intersectRules(rule, other)) === texts[i];
    });
  });
}

/** What a rule asks of the server name. */
function namesOf({ when = [] }: AuthorizationRule): Asked {
  return when
    .map(({ values, notValues }): Asked => ({ ...(values && { values }), ...(notValues && { notValues }) }))
    .reduce((all, one) => meetAsked(all, one, ["values"]) ?? { values: [] }, {} as Asked);
}

function sourceOf({ source }: { readonly source: Source }): Asked {
  return source as Asked;
}

function operationOf({ operation }: { readonly operation: Operation }): Asked {
  return operation as Asked;
}

/** Of alternatives; undefined where neither list asks anything, empty where they exclude each other. */
function meetLists(
  a: readonly Asked[] | undefined,
  b: readonly Asked[] | undefined,
  fields: readonly string[],
): readonly Asked[] | undefined {
  if (!a && !b) return undefined;
  const met = (a ?? [{}]).flatMap((one) =>
    (b ?? [{}]).flatMap((other) => {
      const both = meetAsked(one, other, fields);
      return both ? [both] : [];
    }),
  );
  const texts = met.map((one) => JSON.stringify(one));
  const isWithin = (i: number, j: number) => JSON.stringify(meetAsked(met[i] ?? {}, met[j] ?? {}, fields)) === texts[i];
  const kept = met.filter((_, i) => !met.some((_, j) => j !== i && isWithin(i, j) && (j < i || !isWithin(j, i))));
  return kept.sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other)));
}

/** Undefined where one asks what the other rules out. */
function meetAsked(a: Asked, b: Asked, fields: readonly string[]): Asked | undefined {
  const met: Record<string, readonly string[]> = {};
  for (const field of fields) {
    const negation = `not${field[0]?.toUpperCase()}${field.slice(1)}`;
    const without = [...new Set([...(a[negation] ?? []), ...(b[negation] ?? [])])].sort(compare);
    const both = meetPatterns(a[field], b[field])?.filter((one) => !without.some((other) => subsumes(other, one)));
    if (both?.length === 0) return undefined;
    if (both) met[field] = both;
    const matters = without.filter((one) => !both || both.some((other) => subsumes(other, one)));
    if (matters.length > 0) met[negation] = matters.filter((one) => !matters.some((other) => other !== one && subsumes(other, one)));
  }
  return met;
}

function meetPatterns(a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined {
  if (!a || !b) return a || b ? narrowest([...(a ?? b ?? [])]) : undefined;
  return narrowest(a.flatMap((one) => b.flatMap((other) => (subsumes(one, other) ? [other] : subsumes(other, one) ? [one] : []))));
}

/** Each once, and none that another takes in. */
function narrowest(patterns: readonly string[]): readonly string[] {
  const all = [...new Set(patterns)].sort(compare);
  return all.filter((one) => !all.some((other) => other !== one && subsumes(other, one)));
}

/** `a*` takes in `ab` and `ab*`, `*a` takes in `ba` and `*ba`. */
function subsumes(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === "*") return true;
  if (wide.startsWith("*")) return narrow.endsWith(wide.slice(1)) && !narrow.endsWith("*");
  return wide.endsWith("*") && !narrow.startsWith("*") && narrow.startsWith(wide.slice(0, -1));
}
