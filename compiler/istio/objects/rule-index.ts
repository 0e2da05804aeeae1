import type { AuthorizationPolicy, AuthorizationRule } from "./read-authorization-policy.ts";

/** Rules of several policies in their order, found by who calls: of thousands, most name callers one by one. */
export class RuleIndex {
  readonly #byPrincipal = new Map<string, Numbered[]>();
  readonly #others: readonly AuthorizationRule[];

  constructor(policies: readonly AuthorizationPolicy[]) {
    const others: AuthorizationRule[] = [];
    let number = 0;
    for (const rule of policies.flatMap(({ rules }) => rules)) {
      const principals = namedCallers(rule);
      if (!principals) others.push(rule);
      for (const principal of principals ?? []) {
        const known = this.#byPrincipal.get(principal);
        if (known) known.push({ rule, number });
        else this.#byPrincipal.set(principal, [{ rule, number }]);
      }
      number++;
    }
    this.#others = others;
  }

  /** The first rule that holds, of those that may. */
  find(principals: readonly string[], holds: (rule: AuthorizationRule) => boolean): AuthorizationRule | undefined {
    let first: Numbered | undefined;
    for (const principal of principals) {
      for (const one of this.#byPrincipal.get(principal) ?? nobody) {
        if ((!first || one.number < first.number) && holds(one.rule)) first = one;
      }
    }
    return first?.rule ?? this.#others.find(holds);
  }
}

interface Numbered {
  readonly rule: AuthorizationRule;
  readonly number: number;
}

const nobody: readonly Numbered[] = [];

/** Undefined where it asks something else of the caller than to be one of these. */
function namedCallers({ from }: AuthorizationRule): readonly string[] | undefined {
  if (!from) return undefined;
  const named = from.map(({ principals, notPrincipals }) => (notPrincipals ? undefined : principals?.exactly));
  return named.includes(undefined) ? undefined : [...new Set(named.flatMap((names) => [...(names ?? [])]))];
}
