import { addTo, getOrMake } from "./indexed.ts";
import type { SelectedPolicies } from "./policy-index.ts";
import type { AuthorizationRule, Patterns } from "./read-authorization-policy.ts";

/** Callers by their principals; undefined for every caller. */
type Callers = Patterns | undefined;

/**
 * The callers whom the policies of some pods may let pass, by the name that they call: a host or a server name. This is an upper bound. It
 * leaves out ports, methods, paths and denials, since each of them only takes calls away. So whoever is not in it gets nothing.
 */
export class AllowedCallers {
  readonly #byName = new Map<string, Callers[]>();
  readonly #underAnyName: Callers[] = [];
  readonly #namesByPrincipal = new Map<string, Set<string>>();

  constructor({ allow, firstAllow }: SelectedPolicies) {
    // Without an ALLOW policy, everything passes.
    if (!firstAllow) this.#underAnyName.push(undefined);
    else for (const rule of allow.all) this.#add(rule);
  }

  /** Those of the given callers, by principal, who may pass under one of these names. */
  among<Caller>(names: readonly string[], callers: ReadonlyMap<string, Caller>): readonly Caller[] {
    const found = new Set<Caller>();
    for (const patterns of [...names.flatMap((name) => this.#byName.get(name.toLowerCase()) ?? []), ...this.#underAnyName]) {
      if (!patterns) return [...new Set(callers.values())];
      for (const principal of patterns.exact) {
        const caller = callers.get(principal);
        if (caller !== undefined) found.add(caller);
      }
      if (!patterns.exactly) for (const [principal, caller] of callers) if (patterns.matches(principal)) found.add(caller);
    }
    return [...found];
  }

  /** Whether a caller may pass under one of these names, in lower case. */
  mayPass(principal: string, names: readonly string[]): boolean {
    const admits = (callers: Callers) => !callers || callers.matches(principal);
    return this.#underAnyName.some(admits) || names.some((name) => this.#byName.get(name)?.some(admits));
  }

  /** The names under which a caller may pass; undefined if it may under every name. */
  namesFor(principal: string): ReadonlySet<string> | undefined {
    if (this.#underAnyName.some((patterns) => !patterns || patterns.matches(principal))) return undefined;
    const names = new Set(this.#namesByPrincipal.get(principal));
    for (const [name, callers] of this.#byNamePattern) if (callers.some((one) => !one || one.matches(principal))) names.add(name);
    return names;
  }

  /** The callers of each name that are not listed one by one. */
  readonly #byNamePattern = new Map<string, Callers[]>();

  #add({ from, to, when }: AuthorizationRule): void {
    const callers: readonly Callers[] = from ? from.map(({ principals }) => principals) : [undefined];
    const names = namesIn(when.map(({ values }) => values?.exactly)) ?? namesIn(to?.map(({ hosts }) => hosts?.hosts) ?? [undefined]);
    if (!names) {
      this.#underAnyName.push(...callers);
      return;
    }
    for (const name of names) {
      for (const patterns of callers) {
        addTo(this.#byName, name, patterns);
        if (!patterns?.exactly) addTo(this.#byNamePattern, name, patterns);
        for (const principal of patterns?.exact ?? []) getOrMake(this.#namesByPrincipal, principal, () => new Set()).add(name);
      }
    }
  }
}

/** The union, in lower case; undefined if one of them has no limit, or there are none. */
function namesIn(lists: readonly (readonly string[] | undefined)[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const list of lists) {
    if (!list) return undefined;
    for (const name of list) names.add(name.toLowerCase());
  }
  return lists.length > 0 ? names : undefined;
}
