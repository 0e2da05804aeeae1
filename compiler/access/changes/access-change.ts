import type { Access, AllowedRequests } from "../who-may-call.ts";

/** In the order in which they are told: what gives more, then what gives less. */
export const accessChangeKinds = ["gained", "widened", "narrowed", "lost"] as const;

/** One line of what a change gives or takes. */
export interface AccessChange {
  readonly kind: (typeof accessChangeKinds)[number];
  /** As it is afterwards; as it was, where it is lost. */
  readonly access: Access;
  readonly before?: Access;
}

/** Whether somebody may do more than before; less, otherwise. */
export function givesMore({ kind }: Pick<AccessChange, "kind">): boolean {
  return kind === "gained" || kind === "widened";
}

/** What changed between two states, by who calls what where; ways and shares alone are no change of access. */
export function accessChanges(before: readonly Access[], after: readonly Access[]): readonly AccessChange[] {
  const [old, now] = [byKey(before), byKey(after)];
  const changes: AccessChange[] = [];
  for (const [key, access] of now) {
    const was = old.get(key);
    if (!was) changes.push({ kind: "gained", access });
    else {
      if (!isWithin(access.requests, was.requests)) changes.push({ kind: "widened", access, before: was });
      if (!isWithin(was.requests, access.requests)) changes.push({ kind: "narrowed", access, before: was });
    }
  }
  for (const [key, access] of old) if (!now.has(key)) changes.push({ kind: "lost", access });
  return changes;
}

/** Several routes and names to the same service together. */
function byKey(all: readonly Access[]): ReadonlyMap<string, Access> {
  const found = new Map<string, Access>();
  for (const access of all) {
    const key = [access.from, access.caller, access.pods ?? "", access.to, access.local].join(" ");
    const other = found.get(key);
    found.set(key, other?.requests && access.requests ? { ...other, requests: [...other.requests, ...access.requests] } : access);
  }
  return found;
}

/** Whether everything of `some` is in `all` too. tcp has no requests, and is all or nothing. */
function isWithin(some: readonly AllowedRequests[] | undefined, all: readonly AllowedRequests[] | undefined): boolean {
  if (!some || !all) return some === all;
  return some.every(({ methods, paths }) =>
    entries(methods).every((method) => entries(paths).every((path) => all.some((other) => admits(other, method, path)))),
  );
}

function entries(list: "any" | readonly string[]): readonly string[] {
  return list === "any" ? ["any"] : list;
}

function admits({ methods, paths }: AllowedRequests, method: string, path: string): boolean {
  const byMethod = methods === "any" || methods.includes(method);
  const byPath =
    paths === "any" || paths.some((one) => one === path || (one.endsWith("/*") && path !== "any" && path.startsWith(one.slice(0, -1))));
  return byMethod && byPath;
}
