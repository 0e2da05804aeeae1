import type { Federation } from "../../2-resolve/federation.ts";
import { listIn, mappingIn } from "../../inventory/standing-object.ts";
import type { ObjectChange } from "./object-changes.ts";

/**
 * The clusters whose calls a changed object can affect; undefined if that may be any. If only the rules of a policy change, and each of them names
 * its principals, no other principal gets another answer.
 */
export function affectedCallers(
  { kind, change, fields }: ObjectChange,
  versions: () => readonly unknown[],
  federations: readonly Federation[],
): ReadonlySet<string> | undefined {
  if (kind !== "AuthorizationPolicy" || change !== "changed") return undefined;
  if (!fields.every(({ field }) => field === "spec.rules" || field.startsWith("spec.rules["))) return undefined;
  const callers = new Set<string>();
  for (const object of versions())
    for (const principal of principalsIn(object)) {
      const clusters = principal === undefined ? [] : clustersWith(principal, federations);
      if (clusters.length === 0) return undefined;
      for (const cluster of clusters) callers.add(cluster);
    }
  return callers;
}

/** The principals of all rules; undefined for a rule that also matches others. */
function principalsIn(object: unknown): readonly (string | undefined)[] {
  return listIn(object, "spec", "rules").flatMap((rule) => {
    const sources = listIn(rule, "from").map((from) => mappingIn(from, "source"));
    if (sources.length === 0) return [undefined];
    return sources.flatMap((source) => {
      const principals = Object.keys(source).join() === "principals" ? listIn(source, "principals") : [];
      return principals.length > 0 ? principals.map((one) => (typeof one === "string" ? one : undefined)) : [undefined];
    });
  });
}

/** The clusters whose gateways or workloads have identities in the principal's trust domain. */
function clustersWith(principal: string, federations: readonly Federation[]): readonly string[] {
  const domain = principal.split("/")[0] ?? "";
  return federations.flatMap(({ clusters }) =>
    [...clusters.values()].flatMap(({ name, hostname, trustDomain, identity }) => {
      const domains = [hostname, trustDomain, ...[identity.ingress, identity.egress].map((id) => id.split("/")[2])];
      return domains.includes(domain) ? [name] : [];
    }),
  );
}
