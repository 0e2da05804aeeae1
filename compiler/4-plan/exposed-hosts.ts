import type { Grant } from "../2-resolve/federation.ts";
import { groupHost, serviceHost } from "./names.ts";

/** The hosts that a consumer asks for an HTTP service by: its own one, before whose paths that of the exposure stands, and that of the group. */
export function httpHosts(grant: Grant, federation: string): { readonly own: string; readonly group: readonly string[] } {
  const { service, cluster } = grant.exposure;
  return {
    own: serviceHost(service, grant.consumer, cluster),
    group: grant.failover ? [groupHost(service, grant.consumer, federation)] : [],
  };
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
