import { callerEntries, coversCaller, unionOfCallers } from "../2-resolve/caller-lists.ts";
import type { Consumption } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { callerNamespaces, sorted } from "../2-resolve/names.ts";
import type { GrantsInForce } from "../5-verify/intent/grants-in-force.ts";
import { type Account, listedAccounts } from "../5-verify/probes/callers.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";
import { getOrMake } from "../istio/objects/indexed.ts";

/** An account that stands for an entry of a list of callers. */
export interface AskingCaller {
  readonly name: string;
  readonly account: Account;
}

/**
 * The callers that must be tried for a consumption, since the file or an object distinguishes them: those listed for the service, those
 * that objects name, and another account in each namespace that sees the local name.
 */
export function askingCallers(
  grants: GrantsInForce,
  extra?: Vocabulary,
): (consumption: Consumption, vocabulary: Vocabulary) => readonly AskingCaller[] {
  const byService = grouped(grants.answers(), ({ consumption }) => consumption.service);
  const extraNamed = callersByDomain(extra?.principals ?? []);
  const namedIn = new WeakMap<Vocabulary, ReturnType<typeof callersByDomain>>();
  return ({ cluster, service, callers }, vocabulary) => {
    const named = getOrMake(namedIn, vocabulary, () => callersByDomain(vocabulary.principals));
    const answers = (byService.get(service) ?? []).filter((one) => one.consumption.cluster === cluster);
    const listed = callerEntries(unionOfCallers(answers.map((one) => one.consumption.callers)));
    const namespaces = callerNamespaces(callers);
    const others = namespaces === "any" ? ["any"] : namespaces.map((namespace) => `${namespace}/*`);
    const seesName = (name: string) => name === "any" || namespaces === "any" || namespaces.includes(name.slice(0, name.indexOf("/")));
    const visible = [...listed, ...(named.get(cluster.trustDomain) ?? []), ...others].filter(seesName);
    return sorted([...visible, ...(extra ? ["any", ...(extraNamed.get(cluster.trustDomain) ?? [])] : [])]).flatMap((name) =>
      listedAccounts(name === "any" ? name : [name]).map((account) => ({ name, account })),
    );
  };
}

/** The callers in principals, by trust domain. `web/sa/shop` is the caller `web/shop`, and `web/*` is every caller of a namespace. */
function callersByDomain(principals: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const byDomain = new Map<string, string[]>();
  for (const principal of principals) {
    const [, domain = "", rest = ""] = /^(.+?)\/ns\/(.*)$/s.exec(principal) ?? [];
    const [namespace = "", kind, name] = rest.split("/");
    const callers = getOrMake(byDomain, domain, () => []);
    if (kind === "*" && name === undefined) callers.push(`${namespace}/*`);
    if (kind === "sa" && name !== undefined && !name.includes("*")) callers.push(`${namespace}/${name}`);
  }
  return byDomain;
}

/** Callers with the same access, without those that others include. */
export function widestCallers(names: readonly string[]): readonly string[] {
  return names.filter((name) => !names.some((other) => other !== name && coversCaller(other === "any" ? other : [other], name)));
}
