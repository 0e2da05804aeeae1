import type { Federation } from "../2-resolve/federation.ts";
import { type Account, listedAccounts } from "../5-verify/probes/callers.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";

type ByCluster = ReadonlyMap<string, Vocabulary>;

/** Each name is called by at most so many callers that no changing object names. */
const maxOtherCallers = 6;

/** The callers that try a local name while objects change. */
export class CallersByName {
  readonly #federation: Federation;
  readonly #changed: ByCluster;
  readonly #all: ByCluster;
  readonly #namesByCluster = new Map<string, { readonly changing: readonly string[]; readonly others: readonly string[] }>();

  constructor(federation: Federation, changed: ByCluster, all: ByCluster) {
    this.#federation = federation;
    this.#changed = changed;
    this.#all = all;
  }

  /**
   * The listed callers, those that a changing object names, and others, also those that the file no longer lists. If there are many others,
   * each name is called by some of them, in turn.
   */
  of(cluster: string, listed: readonly string[], turn: number): readonly Account[] {
    const { changing, others } = this.#namesIn(cluster);
    const names = new Set([...listed, ...changing]);
    const step = Math.ceil(others.length / maxOtherCallers);
    for (let i = turn % Math.max(step, 1); i < others.length; i += step) names.add(others[i] ?? "");
    return [...names].flatMap((name) => listedAccounts(name === "any" ? name : [name]));
  }

  #namesIn(cluster: string): { readonly changing: readonly string[]; readonly others: readonly string[] } {
    const cached = this.#namesByCluster.get(cluster);
    if (cached) return cached;
    const changing = this.#accounts(cluster, this.#changed);
    const names = { changing, others: this.#accounts(cluster, this.#all).filter((name) => !changing.includes(name)) };
    this.#namesByCluster.set(cluster, names);
    return names;
  }

  /** If several meshes share a trust domain, only a mesh's own objects tell which callers are in that mesh. */
  #accounts(name: string, vocabulary: ByCluster): readonly string[] {
    const { clusters } = this.#federation;
    const domain = clusters.get(name)?.trustDomain;
    const shared = [...clusters.values()].some((other) => other.name !== name && other.trustDomain === domain);
    const vocabularies = shared ? [vocabulary.get(name)] : [...vocabulary.values()];
    const start = `${domain}/ns/`;
    const principals = vocabularies.flatMap((words) => [...(words?.principals ?? [])]);
    const accounts = principals.flatMap((principal) => {
      const [namespace, , account = ""] = principal.startsWith(start) ? principal.slice(start.length).split("/") : [];
      return namespace === undefined ? [] : [account === "" || account.includes("*") ? `${namespace}/*` : `${namespace}/${account}`];
    });
    return [...new Set(accounts)];
  }
}
