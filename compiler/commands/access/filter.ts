import { membersOf } from "../../1-load/spelled-out/groups.ts";
import type { AwaitingHalf } from "../../2-resolve/awaiting-halves.ts";
import { callerEntries } from "../../2-resolve/caller-lists.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import type { DiallingUse } from "../../4-plan/network/connections.ts";
import type { Concerned } from "../../access/concerned.ts";
import type { Access } from "../../access/who-may-call.ts";
import { printable } from "../../findings/formats/printable.ts";
import { mustExist } from "../../findings/suggest.ts";
import type { AccessRequest } from "./command.ts";

/** `from` holds `cluster`, `cluster/namespace` or `cluster/namespace/account`, `to` services and clusters. An empty list leaves out nothing. */
export interface AccessFilter extends Pick<AccessRequest, "from" | "to"> {
  /** The options as the user wrote them. */
  readonly asked: string;
}

/**
 * The filter with the clusters of a group in its place. Throws a Failure for a name that does not exist, since the answer would look like "no
 * access".
 */
export function spelledOutFilter({ from, to }: Pick<AccessRequest, "from" | "to">, federation: Federation): AccessFilter {
  const { clusters, services, written } = federation;
  const names = [...clusters.keys(), ...Object.keys(written.groups ?? {})];
  const callers = from.map((caller) => ({ name: caller.split("/")[0] ?? "", below: caller.split("/").slice(1) }));
  mustExist(
    "cluster",
    callers.map(({ name }) => name),
    names,
  );
  mustExist("cluster or service", to, [...names, ...services.map(({ name }) => name)]);
  return {
    from: callers.flatMap(({ name, below }) => membersOf(name, written).map((cluster) => [cluster, ...below].join("/"))),
    to: [...new Set(to.flatMap((name) => [name, ...membersOf(name, written)]))],
    asked: printable([...from.map((caller) => `--from ${caller}`), ...to.map((name) => `--to ${name}`)].join(" ")),
  };
}

/** Only calls that a filter may show have to be followed, and only the clusters that these visit have to be planned. */
export function concernedIn({ from, to }: AccessFilter): Concerned {
  const callingClusters = from.map((caller) => caller.split("/")[0]);
  return ({ cluster, service }) =>
    (from.length === 0 || callingClusters.includes(cluster.name)) &&
    (to.length === 0 || to.includes(service.name) || service.exposures.some((exposure) => to.includes(exposure.cluster.name)));
}

/** Whether a filter shows this access. */
export function matchesAccess(
  { from, caller, to, service }: Pick<Access, "from" | "caller" | "to" | "service">,
  filter: AccessFilter,
): boolean {
  const byCaller = filter.from.some((given) => {
    const [cluster, namespace, account] = given.split("/");
    const [callersNamespace, callersAccount] = caller.split("/");
    if (cluster !== from) return false;
    if (caller === "any" || namespace === undefined) return true;
    return callersNamespace === namespace && (account === undefined || callersAccount === "*" || callersAccount === account);
  });
  return (filter.from.length === 0 || byCaller) && (filter.to.length === 0 || filter.to.includes(to) || filter.to.includes(service));
}

/** Whether a filter shows the connections that this use needs. */
export function matchesUse({ grant: { consumer, exposure }, consumption: { callers } }: DiallingUse, filter: AccessFilter): boolean {
  const ends = { from: consumer.name, to: exposure.cluster.name, service: exposure.service.name };
  return callerEntries(callers).some((caller) => matchesAccess({ ...ends, caller }, filter));
}

/** Whether a filter shows a half of a grant. One for any exposer is shown for each. */
export function matchesHalf({ service, exposer, consumer }: AwaitingHalf, { from, to }: AccessFilter): boolean {
  const isTo = to.length === 0 || to.includes(service) || exposer === undefined || to.includes(exposer);
  return isTo && (from.length === 0 || from.some((caller) => caller.split("/")[0] === consumer));
}
