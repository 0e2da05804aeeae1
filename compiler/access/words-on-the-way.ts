import { type Vocabulary, vocabularyIn, vocabularyOfAny } from "../5-verify/vocabulary.ts";
import { getOrMake } from "../istio/objects/indexed.ts";

/**
 * The words of the clusters that calls visit. What no object on the way of a call names does not change its result, so calls need not be
 * tried with the words of all other clusters.
 */
export class WordsOnTheWay {
  readonly #objects: ReadonlyMap<string, readonly unknown[]>;
  readonly #byCluster = new Map<string, Vocabulary>();
  readonly #byClusters = new Map<string, Vocabulary>();

  constructor(objectsByCluster: ReadonlyMap<string, readonly unknown[]>) {
    this.#objects = objectsByCluster;
  }

  /**
   * Follows calls that are expected in some clusters. `follow` gets the words of these, and notes which clusters the calls did visit. If
   * others have more words, the calls are followed again with these too.
   */
  follow<Result>(expected: Iterable<string>, follow: (words: Vocabulary, visited: Set<string>) => Result): Result {
    const visited = new Set(expected);
    for (let words = this.#of(visited); ; ) {
      const result = follow(words, visited);
      const more = this.#of(visited);
      if (sizeOf(more) === sizeOf(words)) return result;
      words = more;
    }
  }

  /** The words of one cluster. */
  in(cluster: string): Vocabulary {
    return getOrMake(this.#byCluster, cluster, () => vocabularyIn(new Map([[cluster, this.#objects.get(cluster) ?? []]])));
  }

  #of(clusters: ReadonlySet<string>): Vocabulary {
    const names = [...clusters].sort();
    return getOrMake(this.#byClusters, names.join(), () => vocabularyOfAny(new Map(names.map((name) => [name, this.in(name)]))));
  }
}

function sizeOf({ methods, paths, principals }: Vocabulary): number {
  return methods.size + paths.size + principals.size;
}
