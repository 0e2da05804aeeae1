import type { Grant } from "../2-resolve/federation.ts";
import { grantedName, httpHosts, isTcp, serverNames } from "./names.ts";

/** Hosts of a grant that one object of the exposing cluster routes: its own, that of the failover group, or both. */
export interface ServedHosts {
  readonly grant: Grant;
  /** The end of the object's name. */
  readonly name: string;
  readonly own: boolean;
  readonly group: boolean;
}

/**
 * A failover may choose another subset tomorrow, under the same host. Its host must not move from one object to another meanwhile, since both
 * would stand for a while. So the service's own object routes it, whichever subset is chosen. A terminating gateway has one tcp route for an
 * object, so for tcp each consumer's failover has an object. A subset's name has no `--`.
 */
export function servedHosts(grant: Grant): readonly ServedHosts[] {
  const name = grantedName(grant);
  if (!grant.subset || !grant.failover) return [{ grant, name, own: true, group: true }];
  const tcp = isTcp(grant);
  const { service } = grant.exposure;
  const together = tcp && grant.mode === "gateways" ? `${service.name}--failover--${grant.consumer.name}` : service.name;
  // HTTP is served under the grant's own host too, as without subsets.
  const isServedAlone = grant.direct || (!tcp && grant.mode === "gateways");
  return [...(isServedAlone ? [{ grant, name, own: true, group: false }] : []), { grant, name: together, own: false, group: true }];
}

/** The HTTP hosts among them. */
export function servedHttpHosts({ grant, own, group }: ServedHosts, federation: string) {
  const all = httpHosts(grant, federation);
  return { own: own ? [all.own] : [], group: group ? all.group : [] };
}

/** The server names among them. */
export function servedServerNames({ grant, own, group }: ServedHosts, federation: string): readonly string[] {
  return serverNames({ ...grant, direct: grant.direct && own, failover: grant.failover && group }, federation);
}
