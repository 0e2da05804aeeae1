import type { Labels } from "../../1-load/federation-file.ts";
import { labelsText } from "../../1-load/labels-text.ts";
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
  readonly #known = new Map<string, Selected>();
  /** The same by the very object that labels are: most calls end at few of them. */
  readonly #byLabels = new WeakMap<Labels, Map<string, Selected>>();

  constructor(policies: readonly AuthorizationPolicy[], rootNamespace: string) {
    this.#byNamespace = indexed(policies, ({ name }) => [name.namespace]);
    this.#rootNamespace = rootNamespace;
  }

  of(namespace: string, labels: Labels): Selected {
    const ofLabels = this.#byLabels.get(labels) ?? new Map<string, Selected>();
    this.#byLabels.set(labels, ofLabels);
    const known = ofLabels.get(namespace) ?? this.#byText(namespace, labels);
    ofLabels.set(namespace, known);
    return known;
  }

  #byText(namespace: string, labels: Labels): Selected {
    const key = `${namespace} ${labelsText(labels)}`;
    const known = this.#known.get(key) ?? this.#selected(namespace, labels);
    this.#known.set(key, known);
    return known;
  }

  #selected(namespace: string, labels: Labels): Selected {
    const own = this.#byNamespace.get(namespace) ?? [];
    const ofMesh = namespace === this.#rootNamespace ? [] : (this.#byNamespace.get(this.#rootNamespace) ?? []);
    const policies = [...ofMesh, ...own].filter(({ selector }) => !selector || selects(selector, labels));
    const allow = policies.filter(({ action }) => action === "ALLOW");
    const deny = policies.filter(({ action }) => action === "DENY");
    return { deny: new RuleIndex(deny), allow: new RuleIndex(allow), firstAllow: allow[0] };
  }
}
