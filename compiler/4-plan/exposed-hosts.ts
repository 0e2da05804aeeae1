import type { Grant } from "../2-resolve/federation.ts";
import { groupHost, serviceHost } from "./names.ts";

/** The hosts under which a consumer calls an HTTP service: its own, where the exposure's path is prepended, and the group's. */
export function httpHosts(grant: Grant, federation: string): { readonly own: string; readonly group: readonly string[] } {
  const { service, cluster } = grant.exposure;
  return {
    own: serviceHost(service, grant.consumer, cluster),
    group: grant.failover ? [groupHost(service, grant.consumer, federation)] : [],
  };
}

/** The server names of a service for a consumer, where gateways route by server name alone: tcp, and everything in mode workloads. */
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
