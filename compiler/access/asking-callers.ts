import { callerEntries, coversCaller, unionOfCallers } from "../2-resolve/caller-lists.ts";
import type { Consumption } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { callerNamespaces, sorted } from "../2-resolve/names.ts";
import type { GrantsInForce } from "../5-verify/intent/grants-in-force.ts";
import { type Account, listedAccounts } from "../5-verify/probes/callers.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";

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
  grants: GrantsInForce,
  { principals }: Vocabulary,
  besides?: Vocabulary,
): (consumption: Consumption) => readonly AskingCaller[] {
  const byService = grouped(grants.answers(), ({ consumption }) => consumption.service);
  const [named, namedBesides] = [callersByDomain(principals), callersByDomain(besides?.principals ?? [])];
  return ({ cluster, service, callers }) => {
    const answers = (byService.get(service) ?? []).filter((one) => one.consumption.cluster === cluster);
    const listed = callerEntries(unionOfCallers(answers.map((one) => one.consumption.callers)));
    const namespaces = callerNamespaces(callers);
    const seeing = namespaces === "any" ? ["any"] : namespaces.map((namespace) => `${namespace}/*`);
    const visible = (name: string) => name === "any" || namespaces === "any" || namespaces.includes(name.slice(0, name.indexOf("/")));
    const usual = [...listed, ...(named.get(cluster.trustDomain) ?? []), ...seeing].filter(visible);
    return sorted([...usual, ...(besides ? ["any", ...(namedBesides.get(cluster.trustDomain) ?? [])] : [])]).flatMap((name) =>
      listedAccounts(name === "any" ? name : [name]).map((account) => ({ name, account })),
    );
  };
}

/** Whom objects name, by trust domain. */
function callersByDomain(principals: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const start = (principal: string) => principal.indexOf("/ns/");
  const domains = grouped(
    [...principals].filter((principal) => start(principal) > 0),
    (principal) => principal.slice(0, start(principal)),
  );
  return new Map([...domains].map(([domain, all]) => [domain, all.flatMap((one) => callerOf(one.slice(domain.length + "/ns/".length)))]));
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
