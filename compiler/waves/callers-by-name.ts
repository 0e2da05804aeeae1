import type { Federation } from "../2-resolve/federation.ts";
import { type Account, listedAccounts } from "../5-verify/probes/callers.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";

type ByCluster = ReadonlyMap<string, Vocabulary>;

/** So many callers whom nothing that changes names are asked for each name. */
const maxOtherCallers = 6;

/** Who is to try a name while objects change. */
export class CallersByName {
  readonly #federation: Federation;
  readonly #changed: ByCluster;
  readonly #all: ByCluster;
  readonly #known = new Map<string, { readonly reported: readonly string[]; readonly others: readonly string[] }>();

  constructor(federation: Federation, changed: ByCluster, all: ByCluster) {
    this.#federation = federation;
    this.#changed = changed;
    this.#all = all;
  }

  /**
   * Whoever is listed, whom a changing object names, and others: also those whom the file does not list any more. Where there are many
   * others, some for each name, in turn.
   */
  of(cluster: string, listed: readonly string[], turn: number): readonly Account[] {
    const { reported, others } = this.#namesIn(cluster);
    const names = new Set([...listed, ...reported]);
    const step = Math.ceil(others.length / maxOtherCallers);
    for (let i = turn % Math.max(step, 1); i < others.length; i += step) names.add(others[i] ?? "");
    return [...names].flatMap((name) => listedAccounts(name === "any" ? name : [name]));
  }

  #namesIn(cluster: string): { readonly reported: readonly string[]; readonly others: readonly string[] } {
    const known = this.#known.get(cluster);
    if (known) return known;
    const reported = this.#accounts(cluster, this.#changed);
    const found = { reported: reported, others: this.#accounts(cluster, this.#all).filter((name) => !reported.includes(name)) };
    this.#known.set(cluster, found);
    return found;
  }

  /** Of a trust domain that several meshes share, only a mesh's own objects name the callers of that mesh. */
  #accounts(name: string, vocabulary: ByCluster): readonly string[] {
    const { clusters } = this.#federation;
    const domain = clusters.get(name)?.trustDomain;
    const shared = [...clusters.values()].some((other) => other.name !== name && other.trustDomain === domain);
    const naming = shared ? [vocabulary.get(name)] : [...vocabulary.values()];
    const start = `${domain}/ns/`;
    const principals = naming.flatMap((one) => [...(one?.principals ?? [])]);
    const accounts = principals.flatMap((principal) => {
      const [namespace, , account = ""] = principal.startsWith(start) ? principal.slice(start.length).split("/") : [];
      return namespace === undefined ? [] : [account === "" || account.includes("*") ? `${namespace}/*` : `${namespace}/${account}`];
    });
    return [...new Set(accounts)];
  }
}
