import { callerEntries, coversCaller, unionOfCallers } from "../../2-resolve/caller-lists.ts";
import type { Consumption } from "../../2-resolve/federation.ts";
import { callerNamespaces, sorted } from "../../2-resolve/names.ts";
import type { GrantsInForce } from "../intent/grants-in-force.ts";
import type { Mentioned } from "../mentioned.ts";
import { type Account, listedAccounts } from "../probes/callers.ts";

/** Somebody who stands for an entry of a list of callers. */
export interface AskingCaller {
  readonly name: string;
  readonly account: Account;
}

/**
 * Everyone who is told apart from others in a cluster: who is listed for the service, whom an object names, and somebody else in each
 * namespace that sees the name.
 */
export function askingCallers(
  consumption: Consumption,
  grants: GrantsInForce,
  { principals }: Mentioned,
  besides?: Mentioned,
): readonly AskingCaller[] {
  const { cluster, service } = consumption;
  const answers = grants.answers().filter((one) => one.consumption.cluster === cluster && one.consumption.service === service);
  const listed = callerEntries(unionOfCallers(answers.map((one) => one.consumption.callers)));
  const start = `${cluster.trustDomain}/ns/`;
  const namedIn = (all: Iterable<string>) =>
    [...all].flatMap((principal) => (principal.startsWith(start) ? callerOf(principal.slice(start.length)) : []));
  const namespaces = callerNamespaces(consumption.callers);
  const seeing = namespaces === "any" ? ["any"] : namespaces.map((namespace) => `${namespace}/*`);
  const visible = (name: string) => name === "any" || namespaces === "any" || namespaces.includes(name.slice(0, name.indexOf("/")));
  const usual = [...listed, ...namedIn(principals), ...seeing].filter(visible);
  return sorted([...usual, ...(besides ? ["any", ...namedIn(besides.principals)] : [])]).flatMap((name) =>
    listedAccounts(name === "any" ? name : [name]).map((account) => ({ name, account })),
  );
}

/** `web/sa/shop` is `web/shop`, and `web/*` everyone in a namespace. */
function callerOf(rest: string): readonly string[] {
  const [namespace = "", kind, name] = rest.split("/");
  if (kind === "*" && name === undefined) return [`${namespace}/*`];
  return kind === "sa" && name !== undefined && !name.includes("*") ? [`${namespace}/${name}`] : [];
}

/** Of callers for whom the same holds, those that others do not take in. */
export function widestCallers(names: readonly string[]): readonly string[] {
  return names.filter((name) => !names.some((other) => other !== name && coversCaller(other === "any" ? other : [other], name)));
}
