import type { Grant } from "../2-resolve/federation.ts";
import { groupHost, pairHost, serviceHost } from "./names.ts";

/** The hosts that a consumer asks for an HTTP service by: its own, and the pair's where it is served under a path. */
export function httpHosts(grant: Grant, federation: string): { readonly own: readonly string[]; readonly shared: readonly string[] } {
  const { service, cluster, path } = grant.exposure;
  const group = grant.failover ? [groupHost(service, grant.consumer, federation)] : [];
  if (path === undefined) return { own: [serviceHost(service, grant.consumer, cluster), ...group], shared: [] };
  return { own: group, shared: grant.direct ? [pairHost(grant.consumer, cluster)] : [] };
}

/** The names that a consumer asks for a service by where the server name alone tells: tcp, and everything in mode workloads. */
export function serverNames(grant: Grant, federation: string): readonly string[] {
  const { service, cluster } = grant.exposure;
  return [
    ...(grant.direct ? [serviceHost(service, grant.consumer, cluster)] : []),
    ...(grant.failover ? [groupHost(service, grant.consumer, federation)] : []),
  ];
}

export function isTcp(grant: Grant): boolean {
  return grant.exposure.service.protocol === "tcp";
}
