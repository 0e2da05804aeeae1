import type { Allow, Grant } from "./federation.ts";

/** `namespace/name` and `namespace/*`; `any` for every caller. */
export type Callers = "any" | readonly string[];

/** Whether a list includes every caller that one entry stands for. The entry may be `any`. */
export function coversCaller(list: Callers, caller: string): boolean {
  if (list === "any") return true;
  return caller !== "any" && (list.includes(caller) || list.includes(`${namespaceOf(caller)}/*`));
}

/** Whether a list and one entry have a caller in common. */
export function meetsCaller(list: Callers, caller: string): boolean {
  if (caller === "any" || coversCaller(list, caller)) return true;
  return list !== "any" && caller.endsWith("/*") && list.some((entry) => namespaceOf(entry) === namespaceOf(caller));
}

/** The callers that are in both lists. */
export function commonCallers(a: Callers, b: Callers): readonly string[] {
  if (a === "any") return callerEntries(b);
  if (b === "any") return a;
  return [...a.filter((caller) => coversCaller(b, caller)), ...b.filter((caller) => !a.includes(caller) && coversCaller(a, caller))];
}

/** The union of several lists. */
export function unionOfCallers(lists: readonly Callers[]): Callers {
  return lists.includes("any") ? "any" : [...new Set(lists.flat())];
}

/** The callers of a list to whom an allow gives something. */
export function callersAllowed({ alternatives }: Allow, list: Callers): readonly string[] {
  return commonCallers(list, alternatives.length === 0 ? "any" : unionOfCallers(alternatives.map(({ callers = "any" }) => callers)));
}

/** The entries of a list; `any` is an entry too. */
export function callerEntries(list: Callers): readonly string[] {
  return list === "any" ? [list] : list;
}

export function namespaceOf(caller: string): string {
  return caller.slice(0, caller.indexOf("/"));
}

/** The callers that a grant's consumer names. Several local names of a service share their callers. */
export function consumersCallers({ users }: Grant): Callers {
  return unionOfCallers(users.map(({ callers }) => callers));
}
