import type { Labels } from "../../1-load/federation-file.ts";
import { labelsText } from "../../1-load/labels-text.ts";
import { getOrMake, indexed } from "./indexed.ts";
import type { AuthorizationPolicy, AuthorizationRule } from "./read-authorization-policy.ts";
import { selects } from "./selects.ts";

/** The policies that hold for some pods. */
export interface SelectedPolicies {
  readonly deny: RuleIndex;
  readonly allow: RuleIndex;
  /** With an ALLOW policy, only what some policy allows passes. Undefined if there is none, and everything passes. */
  readonly firstAllow: AuthorizationPolicy | undefined;
}

/** Policies by the pods that they hold for: those of the pods' namespace, and those of Istio's root namespace for the whole mesh. */
export class PolicyIndex {
  readonly #byNamespace: ReadonlyMap<string, readonly AuthorizationPolicy[]>;
  readonly #rootNamespace: string;
  readonly #byText = new Map<string, SelectedPolicies>();
  /** The same by identity of the labels, since a text costs time and most calls end at the same few pods. */
  readonly #byLabels = new WeakMap<Labels, Map<string, SelectedPolicies>>();

  constructor(policies: readonly AuthorizationPolicy[], rootNamespace: string) {
    this.#byNamespace = indexed(policies, ({ name }) => [name.namespace]);
    this.#rootNamespace = rootNamespace;
  }

  of(namespace: string, labels: Labels): SelectedPolicies {
    return getOrMake(
      getOrMake(this.#byLabels, labels, () => new Map<string, SelectedPolicies>()),
      namespace,
      () => getOrMake(this.#byText, `${namespace} ${labelsText(labels)}`, () => this.#select(namespace, labels)),
    );
  }

  #select(namespace: string, labels: Labels): SelectedPolicies {
    const policies = [...new Set([this.#rootNamespace, namespace])]
      .flatMap((name) => this.#byNamespace.get(name) ?? [])
      .filter(({ selector }) => !selector || selects(selector, labels));
    const allow = policies.filter(({ action }) => action === "ALLOW");
    const deny = policies.filter(({ action }) => action === "DENY");
    return { deny: new RuleIndex(deny), allow: new RuleIndex(allow), firstAllow: allow[0] };
  }
}

/** The rules of several policies, by caller: most of thousands name their callers one by one. */
export class RuleIndex {
  readonly all: readonly AuthorizationRule[];
  readonly #byPrincipal: ReadonlyMap<string, readonly NumberedRule[]>;
  readonly #forOthers: readonly AuthorizationRule[];

  constructor(policies: readonly AuthorizationPolicy[]) {
    this.all = policies.flatMap(({ rules }) => rules);
    const rules = this.all.map((rule, number): NumberedRule => ({ rule, number, principals: namedPrincipals(rule) }));
    this.#byPrincipal = indexed(rules, ({ principals }) => principals ?? []);
    this.#forOthers = rules.filter(({ principals }) => !principals).map(({ rule }) => rule);
  }

  /** The rules that may match a caller with these principals: those that name one of them, and then those that name callers by pattern. */
  about(principals: readonly string[]): readonly AuthorizationRule[] {
    const named = principals.flatMap((principal) => this.#byPrincipal.get(principal) ?? []);
    if (named.length === 0) return this.#forOthers;
    const inOrder = principals.length === 1 ? named : [...new Set(named)].sort((a, b) => a.number - b.number);
    return [...inOrder.map(({ rule }) => rule), ...this.#forOthers];
  }
}

interface NumberedRule {
  readonly rule: AuthorizationRule;
  readonly number: number;
  readonly principals: readonly string[] | undefined;
}

/** The principals that a rule asks for one by one; undefined if it asks for anything else about the caller. */
function namedPrincipals({ from }: AuthorizationRule): readonly string[] | undefined {
  const names = from?.map(({ principals, notPrincipals }) => (notPrincipals ? undefined : principals?.exactly));
  return !names || names.includes(undefined) ? undefined : [...new Set(names.flatMap((exact) => exact ?? []))];
}
