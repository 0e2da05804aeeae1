import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { serverNames } from "../exposed-hosts.ts";
import { everyone } from "../names.ts";
import type { AuthorizationRule } from "../objects.ts";
import { missing } from "../operations.ts";
import { grantedCallers, grantedPrincipals } from "./granted-callers.ts";

/**
 * Who comes by the server name of a grant in mode workloads and is not granted, or does what is not. The first rule also stops callers
 * without any identity, where the mesh is PERMISSIVE. With the server name as condition, several services on the same pods and local
 * callers stay apart.
 */
export function denialsByServerName(grant: Grant, federation: string): readonly AuthorizationRule[] {
  const when = [{ key: "connection.sni", values: serverNames(grant, federation) }];
  const ports = [String(grant.exposure.targetPort)];
  const granted = grantedPrincipals(grant);
  const strangers: AuthorizationRule = granted.length > 0 ? { from: [{ source: { notPrincipals: granted } }], when } : { when };
  const excesses = grantedCallers(grant).flatMap(({ principals, notPrincipals, operations }): AuthorizationRule[] => {
    const to = missing(operations).map((operation) => ({ operation: { ports, ...operation } }));
    const source = { principals, ...(notPrincipals.length > 0 && { notPrincipals }) };
    return to.length > 0 ? [{ from: [{ source }], to, when }] : [];
  });
  return [strangers, ...excesses];
}

/** Partners' workloads by any server name but those of the services on these pods. */
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
