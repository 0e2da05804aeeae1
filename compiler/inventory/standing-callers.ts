import type { Consumption } from "../2-resolve/federation.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import { type PodTemplate, podTemplatesIn } from "./pod-template.ts";

/** An entry of a list of callers, `namespace/name` or `namespace/*`, with its position in the list. */
export interface ListedCaller {
  readonly namespace: string;
  /** Undefined for every account of the namespace. */
  readonly account: string | undefined;
  readonly index: number;
}

export function listedCallers(callers: "any" | readonly string[] | undefined): readonly ListedCaller[] {
  if (callers === undefined || callers === "any") return [];
  return callers.map((caller, index) => {
    const [namespace = "", account = "*"] = caller.split("/");
    return { namespace, account: account === "*" ? undefined : account, index };
  });
}

/** The namespaces in which a local name is called. */
export function callingNamespaces({ callers }: Consumption): "any" | readonly string[] {
  return callers === "any" ? "any" : [...new Set(listedCallers(callers).map(({ namespace }) => namespace))];
}

/** The pods of a caller, as far as the dump has them. */
export function podsOfCaller(standing: ClusterInventory, { namespace, account }: Omit<ListedCaller, "index">): readonly PodTemplate[] {
  return podTemplatesIn(standing, namespace).filter((pods) => account === undefined || pods.account === account);
}
