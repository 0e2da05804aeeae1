import type { Labels } from "../../1-load/federation-file.ts";
import { indexed } from "./indexed.ts";
import type { AuthorizationPolicy } from "./read-authorization-policy.ts";
import { RuleIndex } from "./rule-index.ts";
import { selects } from "./selects.ts";

/** The policies that hold for some pods. */
export interface Selected {
  readonly deny: RuleIndex;
  readonly allow: RuleIndex;
  /** Under which nothing passes that none allows; undefined where all does. */
  readonly firstAllow: AuthorizationPolicy | undefined;
}

/** Policies by the pods that they hold for: of their namespace, and those of Istio's root namespace for the whole mesh. */
export class PolicyIndex {
  readonly #byNamespace: ReadonlyMap<string, readonly AuthorizationPolicy[]>;
  readonly #rootNamespace: string;
  readonly #known = new WeakMap<Labels, Map<string, Selected>>();

  constructor(policies: readonly AuthorizationPolicy[], rootNamespace: string) {
    this.#byNamespace = indexed(policies, ({ name }) => [name.namespace]);
    this.#rootNamespace = rootNamespace;
  }

  of(namespace: string, labels: Labels): Selected {
    const ofLabels = this.#known.get(labels) ?? new Map<string, Selected>();
    this.#known.set(labels, ofLabels);
    const known = ofLabels.get(namespace);
    if (known) return known;
    const own = this.#byNamespace.get(namespace) ?? [];
    const ofMesh = namespace === this.#rootNamespace ? [] : (this.#byNamespace.get(this.#rootNamespace) ?? []);
    const policies = [...ofMesh, ...own].filter(({ selector }) => !selector || selects(selector, labels));
    const allow = policies.filter(({ action }) => action === "ALLOW");
    const deny = policies.filter(({ action }) => action === "DENY");
    const selected: Selected = { deny: new RuleIndex(deny), allow: new RuleIndex(allow), firstAllow: allow[0] };
    ofLabels.set(namespace, selected);
    return selected;
  }
}
