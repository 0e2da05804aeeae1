import type { Grant } from "./federation.ts";

/** `namespace/name` and `namespace/*`; `any` for everyone. */
export type Callers = "any" | readonly string[];

/** Whether a list takes in all that one entry means, which may be `any` itself. */
export function coversCaller(list: Callers, caller: string): boolean {
  if (list === "any") return true;
  return caller !== "any" && (list.includes(caller) || list.includes(`${namespaceOf(caller)}/*`));
}

/** Whether a list and one entry have somebody in common. */
export function meetsCaller(list: Callers, caller: string): boolean {
  if (caller === "any" || coversCaller(list, caller)) return true;
  return list !== "any" && caller.endsWith("/*") && list.some((one) => namespaceOf(one) === namespaceOf(caller));
}

/** What several lists mean together. */
export function unionOfCallers(lists: readonly Callers[]): Callers {
  return lists.includes("any") ? "any" : [...new Set(lists.flat())];
}

/** A list's entries, with `any` as one of them. */
export function callerEntries(list: Callers): readonly string[] {
  return list === "any" ? [list] : list;
}

export function namespaceOf(caller: string): string {
  return caller.slice(0, caller.indexOf("/"));
}

/** Who may call by a grant as far as its consumer says: several names of a service share their callers. */
export function consumersCallers({ users }: Grant): Callers {
  return unionOfCallers(users.map(({ callers }) => callers));
}
