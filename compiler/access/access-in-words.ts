import type { AccessChange } from "./changes/access-change.ts";
import type { Access, AllowedRequests } from "./who-may-call.ts";

/** The allowed requests, in one line. */
export function requestsInWords(requests: readonly AllowedRequests[] | undefined): string {
  if (!requests) return "every connection";
  const words = requests.map(({ methods, paths }) => {
    const verbs = methods === "any" ? "every method" : methods.join(", ");
    return `${verbs} on ${paths === "any" ? "every path" : paths.join(", ")}`;
  });
  return [...new Set(words)].join("; ");
}

/** What was allowed before, and to which pods if that changes. */
export function formerRequestsInWords(before: Access, { pods }: Access): string {
  const who = before.pods === pods ? "" : before.pods === undefined ? " by every pod" : ` by pods with ${before.pods}`;
  return `${requestsInWords(before.requests)}${who}`;
}

/** One change of access, in one line. */
export function accessChangeInWords({ access, before, kind }: AccessChange): string {
  const { service, to, local, requests } = access;
  const was = before && (kind === "widened" || kind === "narrowed") ? `; before: ${formerRequestsInWords(before, access)}` : "";
  return `${callerInWords(access)} -> ${service} of ${to} (${local}): ${requestsInWords(requests)}${was}`;
}

/** `shop/web in eu (pods with app=web)` */
export function callerInWords({ from, caller, pods }: Pick<Access, "from" | "caller" | "pods">): string {
  return `${caller === "any" ? "everyone" : caller} in ${from}${pods === undefined ? "" : ` (pods with ${pods})`}`;
}
