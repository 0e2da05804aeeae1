import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, metadata, planned } from "../manifest.ts";
import { withAndWithoutPort } from "../names.ts";
import type { AuthorizationRule } from "../objects.ts";

/** A policy of the same name as the routes that it belongs to. It allows calls through one of the cluster's gateways. */
export function gatewayPolicy(
  { home, cluster }: ClusterView,
  side: "ingress" | "egress",
  { name, service }: { readonly name: string; readonly service?: string },
  rules: readonly AuthorizationRule[],
  comment: string,
): Manifest {
  const spec = { selector: { matchLabels: cluster[side]?.selector ?? {} }, action: "ALLOW", rules } as const;
  return planned("AuthorizationPolicy", metadata({ service, ...home }, name), spec, comment);
}

/** Allows local callers to reach one host through the egress gateway. */
export function callersRule(tcp: boolean, callers: readonly string[], host: string): AuthorizationRule {
  const from = [{ source: { principals: callers } }];
  return tcp
    ? { from, when: [{ key: "connection.sni", values: [host] }] }
    : { from, to: [{ operation: { hosts: withAndWithoutPort(host) } }] };
}
