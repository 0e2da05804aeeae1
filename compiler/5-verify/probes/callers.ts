import type { Callers } from "../../2-resolve/caller-lists.ts";

/** An account of a cluster. */
export interface Account {
  readonly namespace: string;
  readonly account: string;
}

/** Somebody of each entry of a list. */
export function listedAccounts(callers: Callers): readonly Account[] {
  return callers === "any" ? [{ namespace: "probes", account: "probe" }] : callers.map(someone);
}

/** Accounts that share the namespace or the name with those of a list, and nobody at all. */
export function accountsBeside(callers: Callers): readonly Account[] {
  const listed = callers === "any" ? [] : callers.map(someone);
  return [
    ...listed.flatMap(({ namespace, account }) => [
      { namespace, account: `${account}-probe` },
      { namespace: `${namespace}-probe`, account },
    ]),
    { namespace: "probes", account: "probe" },
  ];
}

function someone(caller: string): Account {
  const [namespace = "", account = ""] = caller.split("/");
  return { namespace, account: account === "*" ? "probe" : account };
}
