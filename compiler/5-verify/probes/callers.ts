import { type Callers, callerEntries, consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Consumption, Grant } from "../../2-resolve/federation.ts";
import type { Workload } from "../../istio/call.ts";

/** A service account of a cluster. */
export interface Account {
  readonly namespace: string;
  readonly account: string;
}

/** An account that no federation.yaml names. */
export const unlistedAccount: Account = { namespace: "probes", account: "probe" };

/** One account for each entry of a list. */
export function listedAccounts(callers: Callers): readonly Account[] {
  return callers === "any" ? [unlistedAccount] : callers.map(accountOf);
}

/** Accounts that share the namespace or the name with those of a list, and one that shares neither. */
export function accountsBeside(callers: Callers): readonly Account[] {
  const listed = callers === "any" ? [] : listedAccounts(callers);
  const beside = listed.flatMap(({ namespace, account }) => [
    { namespace, account: `${account}-probe` },
    { namespace: `${namespace}-probe`, account },
  ]);
  return [...beside, unlistedAccount];
}

/** The entries of both halves of a grant. */
export function callersOfBothHalves(grant: Grant): readonly string[] {
  return [consumersCallers(grant), ...grant.allow.alternatives.map(({ callers = "any" }) => callers)].flatMap(callerEntries);
}

export function distinctAccounts(accounts: readonly Account[]): readonly Account[] {
  return [...new Map(accounts.map((one) => [`${one.namespace}/${one.account}`, one])).values()];
}

/** An account of the consuming cluster, as it calls the local name. */
export function workloadCalling({ cluster, as, port = 0, callerLabels = {} }: Consumption, { namespace, account }: Account): Workload {
  return { kind: "workload", namespace, account, cluster: cluster.name, host: as?.host ?? "", port, labels: callerLabels };
}

function accountOf(caller: string): Account {
  const [namespace = "", account = ""] = caller.split("/");
  return { namespace, account: account === "*" ? "probe" : account };
}
