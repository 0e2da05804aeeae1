import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { serverNames } from "../exposed-hosts.ts";
import { everyone } from "../names.ts";
import type { AuthorizationRule } from "../objects.ts";
import { missing } from "../operations.ts";
import { grantedCallers, grantedPrincipals } from "./granted-callers.ts";

/**
 * Denies callers that use the server name of a grant in mode workloads without being granted, and calls that the grant does not allow. In a
 * PERMISSIVE mesh, the first rule also denies callers without an identity. The server name as condition keeps the rules from applying to
 * local callers and to other services on the same pods.
 */
export function denialsByServerName(grant: Grant, federation: string): readonly AuthorizationRule[] {
  const when = [{ key: "connection.sni", values: serverNames(grant, federation) }];
  const ports = [String(grant.exposure.targetPort)];
  const granted = grantedPrincipals(grant);
  const otherCallers: AuthorizationRule = granted.length > 0 ? { from: [{ source: { notPrincipals: granted } }], when } : { when };
  const otherCalls = grantedCallers(grant).flatMap(({ principals, notPrincipals, operations }): AuthorizationRule[] => {
    const to = missing(operations).map((operation) => ({ operation: { ports, ...operation } }));
    const source = { principals, ...(notPrincipals.length > 0 && { notPrincipals }) };
    return to.length > 0 ? [{ from: [{ source }], to, when }] : [];
  });
  return [otherCallers, ...otherCalls];
}

/** Denies partners' workloads by any server name except those of the services on these pods. */
export function partnersElsewhere(
  partners: readonly Cluster[],
  samePods: readonly Grant[],
  federation: string,
): readonly AuthorizationRule[] {
  if (partners.length === 0) return [];
  const from = [{ source: { principals: partners.map(everyone) } }];
  const notValues = sorted(samePods.flatMap((grant) => serverNames(grant, federation)));
  return notValues.length > 0 ? [{ from, when: [{ key: "connection.sni", notValues }] }] : [{ from }];
}
