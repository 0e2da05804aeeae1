import { coversCaller } from "../../2-resolve/caller-lists.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Access, AllowedRequests } from "../who-may-call.ts";

/** In the order in which they are shown. */
export const accessChangeKinds = ["gained", "widened", "narrowed", "lost"] as const;

/** One line of what a change gives or takes. */
export interface AccessChange {
  readonly kind: (typeof accessChangeKinds)[number];
  /** The access afterwards; of one that is lost, before. */
  readonly access: Access;
  readonly before?: Access;
}

/** Whether somebody may call more than before, not less. */
export function givesMore({ kind }: Pick<AccessChange, "kind">): boolean {
  return kind === "gained" || kind === "widened";
}

/** The changes of access between two states. Other routes, names and shares alone are not a change. */
export function accessChanges(before: readonly Access[], after: readonly Access[]): readonly AccessChange[] {
  const byService = (all: readonly Access[]) => grouped([...byCallerAndService(all).values()], clusterAndService);
  const [old, now] = [byService(before), byService(after)];
  const given = [...now].flatMap(([key, accesses]) => {
    const former = old.get(key) ?? [];
    return accesses.flatMap((access): readonly AccessChange[] => {
      const was = alike(access, former);
      if (!was) return isCovered(access, former) ? [] : [{ kind: "gained", access }];
      return isCovered(access, former) ? [] : [{ kind: "widened", access, before: was }];
    });
  });
  const taken = [...old].flatMap(([key, accesses]) => {
    const present = now.get(key) ?? [];
    return accesses.flatMap((access): readonly AccessChange[] => {
      const is = alike(access, present);
      if (isCovered(access, present)) return [];
      return is ? [{ kind: "narrowed", access: is, before: access }] : [{ kind: "lost", access }];
    });
  });
  return [...given, ...taken];
}

/** Whether all of an access is within others of its cluster and service, which may be for more callers, or for more of their pods. */
function isCovered(access: Access, others: readonly Access[]): boolean {
  const wider = others.filter((other) => isForCallerOf(other, access) && isForAllPodsOf(other, access));
  if (wider.length === 0) return false;
  const isAnything = wider.some(({ requests }) => requests === undefined);
  return isWithin(access.requests, isAnything ? undefined : wider.flatMap(({ requests = [] }) => requests));
}

/** The access that became this one: of the same pods or, if labels came or went, of more or fewer. */
function alike(access: Access, all: readonly Access[]): Access | undefined {
  const others = all.filter(({ caller }) => caller === access.caller);
  const same = others.find(({ pods }) => pods === access.pods);
  return same ?? others.find((other) => isForAllPodsOf(other, access) || isForAllPodsOf(access, other));
}

function isForCallerOf(wider: Access, { caller }: Access): boolean {
  return coversCaller(wider.caller === "any" ? "any" : [wider.caller], caller);
}

function isForAllPodsOf(wider: Access, { pods }: Access): boolean {
  const labels = pods?.split(", ") ?? [];
  return (wider.pods?.split(", ") ?? []).every((label) => labels.includes(label));
}

function clusterAndService({ from, to, local }: Access): string {
  return [from, to, local].join(" ");
}

/** Merges several routes and names to the same service, and its subsets. */
export function byCallerAndService(all: readonly Access[]): ReadonlyMap<string, Access> {
  const merged = new Map<string, Access>();
  for (const access of all) {
    const key = `${clusterAndService(access)} ${access.caller} ${access.pods ?? ""}`;
    const other = merged.get(key);
    const { subset: _, ...whole } = access;
    merged.set(key, other ? withRequestsOf(other, whole) : whole);
  }
  return merged;
}

/** Whether the requests are read on one side only: by the protocol tcp, every connection passes, whatever it carries. */
export function readsRequestsAnew({ access, before }: AccessChange): boolean {
  return before !== undefined && Boolean(access.requests) !== Boolean(before.requests);
}

function withRequestsOf(one: Access, other: Access): Access {
  if (!one.requests || !other.requests) return one.requests ? other : one;
  return { ...one, requests: [...one.requests, ...other.requests] };
}

/** Whether `all` includes every request of `some`. A tcp connection may carry any request, and much that is none. */
function isWithin(some: readonly AllowedRequests[] | undefined, all: readonly AllowedRequests[] | undefined): boolean {
  if (!all) return true;
  if (!some) return false;
  return some.every(({ methods, paths }) =>
    [methods].flat().every((method) => [paths].flat().every((path) => all.some((other) => admits(other, method, path)))),
  );
}

/** `any` admits everything; only `any` admits `any`. */
function admits({ methods, paths }: AllowedRequests, method: string, path: string): boolean {
  const byMethod = methods === "any" || methods.includes(method);
  const byPath =
    paths === "any" || paths.some((one) => one === path || (one.endsWith("/*") && path !== "any" && path.startsWith(one.slice(0, -1))));
  return byMethod && byPath;
}
