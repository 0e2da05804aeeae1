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
  const [old, now] = [byCallerAndService(before), byCallerAndService(after)];
  const changes = [...now].flatMap(([key, access]): readonly AccessChange[] => {
    const was = old.get(key);
    if (!was) return [{ kind: "gained", access }];
    return [
      ...(isWithin(access.requests, was.requests) ? [] : [{ kind: "widened", access, before: was } as const]),
      ...(isWithin(was.requests, access.requests) ? [] : [{ kind: "narrowed", access, before: was } as const]),
    ];
  });
  const lost = [...old].filter(([key]) => !now.has(key)).map(([, access]) => ({ kind: "lost", access }) as const);
  return [...changes, ...lost];
}

/** Merges several routes and names to the same service. */
export function byCallerAndService(all: readonly Access[]): ReadonlyMap<string, Access> {
  const merged = new Map<string, Access>();
  for (const access of all) {
    const key = [access.from, access.caller, access.pods ?? "", access.to, access.local].join(" ");
    const other = merged.get(key);
    merged.set(key, other ? withRequestsOf(other, access) : access);
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
